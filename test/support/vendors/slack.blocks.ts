/** Slack says 12,000 and was seen to refuse from about 13,200. Source: https://github.com/slackapi/bolt-js/issues/2509 */
const TOTAL_LENGTH = 13_200;

interface TextLimits {
  readonly max: number;
  readonly plain?: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** Slack's error for a message with these blocks, with one line for each thing that is wrong. */
export function refuseBlocks(
  blocks: unknown,
): { readonly error: string; readonly errors: readonly string[] } | undefined {
  const errors = Array.isArray(blocks)
    ? [...tooMany(blocks, 50, ''), ...blocks.flatMap((block, n) => blockErrors(block, `/${n}`))]
    : [at('must be an array', '')];
  if (errors.length > 0) return { error: 'invalid_blocks', errors };
  const isTooLong = textsOf(blocks).join('').length > TOTAL_LENGTH;
  return isTooLong ? { error: 'msg_blocks_too_long', errors: [] } : undefined;
}

/** Whom these texts would call: `!channel`, `@U0123`, `!subteam^S0123` … `plain_text` calls nobody. */
export const mentionsIn = (text: unknown, blocks: unknown): string[] =>
  [...(typeof text === 'string' ? [text] : []), ...textsOf(blocks, 'mrkdwn')].flatMap((one) =>
    [...one.matchAll(/<((?:!|@|#)[^>|]+)[^>]*>/g)].map(([, mention]) => mention!),
  );

/** Every text of the blocks in the order in which it is read. */
export function textsOf(blocks: unknown, type?: 'mrkdwn' | 'plain_text'): string[] {
  if (!isObject(blocks)) return [];
  const own =
    typeof blocks.text === 'string' && (type ?? blocks.type) === blocks.type ? [blocks.text] : [];
  return [...own, ...Object.values(blocks).flatMap((inner) => textsOf(inner, type))];
}

function blockErrors(block: unknown, pointer: string): string[] {
  if (!isObject(block)) return [at('must be an object', pointer)];
  switch (block.type) {
    case 'header':
      return textErrors(block.text, `${pointer}/text`, { max: 150, plain: true });
    case 'section':
      return sectionErrors(block, pointer);
    case 'context':
      return listErrors(block.elements, `${pointer}/elements`, 10, { max: 3000 });
    case 'divider':
      return [];
    default:
      return [at('unsupported type', `${pointer}/type`)];
  }
}

function sectionErrors({ text, fields }: Json, pointer: string): string[] {
  if (text === undefined && fields === undefined) {
    return [at('missing required field: fields or text', pointer)];
  }
  return [
    ...(text === undefined ? [] : textErrors(text, `${pointer}/text`, { max: 3000 })),
    ...(fields === undefined ? [] : listErrors(fields, `${pointer}/fields`, 10, { max: 2000 })),
  ];
}

function listErrors(list: unknown, pointer: string, most: number, limits: TextLimits): string[] {
  if (!Array.isArray(list) || list.length === 0) return [at('no less than 1 items', pointer)];
  return [
    ...tooMany(list, most, pointer),
    ...list.flatMap((text, n) => textErrors(text, `${pointer}/${n}`, limits)),
  ];
}

function textErrors(object: unknown, pointer: string, { max, plain }: TextLimits): string[] {
  if (!isObject(object) || typeof object.text !== 'string') return [at('must be a text', pointer)];
  const { type, text } = object;
  return [
    ...(type === 'plain_text' || (type === 'mrkdwn' && !plain)
      ? []
      : [at('unsupported type', `${pointer}/type`)]),
    ...(text.length === 0 ? [at('must be more than 0 characters', `${pointer}/text`)] : []),
    ...(text.length > max
      ? [at(`must be less than ${max + 1} characters`, `${pointer}/text`)]
      : []),
  ];
}

const tooMany = (list: readonly unknown[], most: number, pointer: string): string[] =>
  list.length > most ? [at(`no more than ${most} items allowed`, pointer)] : [];

const at = (problem: string, pointer: string): string =>
  `${problem} [json-pointer:/blocks${pointer}]`;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
