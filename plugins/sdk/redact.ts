/** `text` without the secrets, however it writes them: plain, percent-encoded or escaped as in JSON. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap(formsOf).filter((form) => form !== '');
  // The longest first: a secret may begin with another one.
  return forms
    .sort((a, b) => b.length - a.length)
    .reduce((out, form) => out.replaceAll(form, '…'), text);
}

function formsOf(secret: string): string[] {
  const encoded = new URLSearchParams({ secret }).toString().slice('secret='.length);
  const escaped = JSON.stringify(secret).slice(1, -1);
  return [secret, encoded, encoded.replaceAll('+', '%20'), escaped, ...pathOf(secret)];
}

/** Of a URL that is a secret (a webhook's), the path is what nobody may see. */
function pathOf(secret: string): string[] {
  if (!/^https?:/i.test(secret) || !URL.canParse(secret)) return [];
  const { pathname } = new URL(secret);
  return pathname === '/' ? [] : [pathname];
}
