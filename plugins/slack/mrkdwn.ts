/**
 * Foreign text as Slack's markup shows it literally. `<` starts mentions and links, so without it nothing pings.
 *
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Foreign text for a `plain_text` object, which knows no markup and thus no escape.
 * Assumption: it is unsure whether Slack decodes entities there, so angle brackets are replaced and `&` stays.
 */
export const toPlain = (text: string): string => text.replaceAll('<', '‹').replaceAll('>', '›');

/** On one line, so that a value cannot forge lines, and at most `max` UTF-16 units long. Cut before escaping. */
export function cut(text: string, max: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= max) return line;
  return `${line.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
