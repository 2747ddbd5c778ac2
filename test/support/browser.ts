import type { Answer, Call, HubServerUnderTest } from './hub-server.js';

interface SignedIn {
  readonly csrfToken: string;
}

export const OWNER = { email: 'olga@acme.test', password: 'a long and winding road' } as const;

/** What a browser does with cookies, and the console with its token. */
export class Browser {
  csrfToken = '';
  readonly cookies = new Map<string, string>();

  constructor(private readonly hub: HubServerUnderTest) {}

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async call(path: string, { headers = {}, ...call }: Call = {}): Promise<Answer> {
    const answer = await this.hub.call(path, {
      ...call,
      isAnonymous: true,
      headers: {
        ...(this.cookies.size > 0 ? { cookie: this.cookie } : {}),
        ...(this.csrfToken ? { 'x-csrf-token': this.csrfToken } : {}),
        'sec-fetch-site': 'same-origin',
        origin: this.hub.url,
        ...headers,
      },
    });
    for (const header of answer.headers['set-cookie'] ?? []) this.keep(header);
    return answer;
  }

  send(
    method: string,
    path: string,
    body?: unknown,
    headers: Call['headers'] = {},
  ): Promise<Answer> {
    if (body === undefined) return this.call(path, { method, headers });
    const type = { 'Content-Type': 'application/json', ...headers };
    return this.call(path, { method, headers: type, body: JSON.stringify(body) });
  }

  async signIn(who: { readonly email: string; readonly password: string }): Promise<Answer> {
    const answer = await this.send('POST', '/api/session', who);
    if (answer.status === 200) this.csrfToken = (JSON.parse(answer.text) as SignedIn).csrfToken;
    return answer;
  }

  private keep(header: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
