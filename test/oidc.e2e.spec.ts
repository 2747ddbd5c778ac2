import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UserService } from '../apps/hub/src/access/user.service.js';
import { Browser, OWNER } from './support/browser.js';
import { HubServerUnderTest } from './support/hub-server.js';
import { CLIENT, IdentityProvider } from './support/identity-provider.js';

const MIA = {
  sub: 'mia-1',
  email: 'Mia@acme.test',
  email_verified: true,
  name: 'Mia',
  groups: ['everybody', 'marketing'],
};

describe('signing in with OpenID Connect', () => {
  let provider: IdentityProvider;
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    provider = new IdentityProvider();
    const issuer = await provider.start();
    hub = await HubServerUnderTest.start(`
access:
  oidc:
    issuer: ${issuer}
    clientId: ${CLIENT.id}
    clientSecret: ${CLIENT.secret}
    roles: { marketing: marketer, admins: owner, everybody: viewer }
`);
    await hub.app.get(UserService).add({ ...OWNER, name: 'Olga', role: 'owner' });
  });
  afterAll(async () => {
    await hub.close();
    await provider.stop();
  });
  beforeEach(() => {
    provider.wrong = {};
  });

  /** Where the hub leads a browser. */
  async function led(browser: Browser, path: string): Promise<string> {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const { status, headers: answer } = await browser.call(path, { headers });
    expect(status).toBe(302);
    return answer.location!;
  }

  async function signIn(claims: object, browser = new Browser(hub)): Promise<string> {
    const back = provider.approve(await led(browser, '/api/session/oidc'), claims);
    return led(browser, back.replace(hub.url, ''));
  }

  const whoIs = async (browser: Browser) => {
    const { status, text } = await browser.call('/api/session');
    return status === 200 ? (JSON.parse(text) as object) : status;
  };

  it('is offered', async () => {
    const { text } = await hub.call('/api/session/options', { isAnonymous: true });

    expect(JSON.parse(text)).toEqual({ needsSetUp: false, oidc: true });
  });

  it('asks with PKCE, a state and a nonce, and keeps them from scripts', async () => {
    const browser = new Browser(hub);

    const { headers } = await browser.call('/api/session/oidc');

    const query = new URL(headers.location!).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT.id,
      code_challenge_method: 'S256',
      redirect_uri: `${hub.url}/api/session/oidc/callback`,
      state: expect.stringMatching(/^.{20,}$/),
      nonce: expect.stringMatching(/^.{20,}$/),
      code_challenge: expect.stringMatching(/^.{43}$/),
    });
    expect(headers.location).not.toContain(CLIENT.secret);
    expect(headers['set-cookie']![0]).toMatch(/^segue_oidc=.*HttpOnly.*SameSite=Lax/);
  });

  it('makes a user with the best role of the claims, who is the same the next time', async () => {
    const [first, second] = [new Browser(hub), new Browser(hub)];

    expect(await signIn(MIA, first)).toBe('/');
    expect(await signIn({ ...MIA, groups: 'admins', name: 'Other' }, second)).toBe('/');

    expect(await whoIs(second)).toMatchObject({
      name: 'Mia',
      email: 'mia@acme.test',
      role: 'owner',
    });
    expect(await whoIs(first)).toMatchObject({ role: 'owner' });
    expect(await signIn(MIA)).toBe('/');
    expect(await whoIs(first)).toMatchObject({ role: 'marketer' });
    expect(first.cookies.has('segue_oidc')).toBe(false);
  });

  it('lets nobody in without a role', async () => {
    const browser = new Browser(hub);

    expect(
      await signIn({ ...MIA, sub: 'x', email: 'x@acme.test', groups: ['others'] }, browser),
    ).toBe('/sign-in?problem=OIDC_NO_ROLE');
    expect(await whoIs(browser)).toBe(401);
  });

  it('goes on as the user of the e-mail address, if the provider has verified it', async () => {
    const olga = { sub: 'olga-1', email: OWNER.email, name: 'Olga O.', groups: ['admins'] };
    const browser = new Browser(hub);

    expect(await signIn({ ...olga, email_verified: false })).toBe('/sign-in?problem=OIDC_REJECTED');
    expect(await signIn({ ...olga, email_verified: true }, browser)).toBe('/');
    expect(await whoIs(browser)).toMatchObject({ name: 'Olga', email: OWNER.email });
    expect((await new Browser(hub).signIn(OWNER)).status).toBe(200);
  });

  it('keeps out who was disabled here', async () => {
    const paul = { sub: 'paul-1', email: 'paul@acme.test', groups: ['marketing'] };
    await signIn(paul);
    const users = hub.app.get(UserService);
    await users.edit((await users.getByEmail('paul@acme.test')).id, { isDisabled: true });

    expect(await signIn(paul)).toBe('/sign-in?problem=SIGN_IN_REJECTED');
  });

  it.each<[string, Record<string, unknown>]>([
    ['another nonce', { nonce: 'replayed' }],
    ['another audience', { aud: 'somebody-else' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['a time that is over', { exp: 1 }],
    ['no subject', { sub: undefined }],
  ])('takes no token of %s', async (_what, wrong) => {
    provider.wrong = wrong;

    expect(await signIn(MIA)).toBe('/sign-in?problem=OIDC_REJECTED');
  });

  it('takes no answer twice, none with another state, and none of another browser', async () => {
    const browser = new Browser(hub);
    const back = provider
      .approve(await led(browser, '/api/session/oidc'), MIA)
      .replace(hub.url, '');
    const ticket = browser.cookie;

    const stolen = await led(new Browser(hub), back);
    const changed = await led(browser, back.replace(/state=[^&]+/, 'state=other'));
    browser.cookies.set('segue_oidc', ticket.replace('segue_oidc=', ''));
    const right = await led(browser, back);
    browser.cookies.set('segue_oidc', ticket.replace('segue_oidc=', ''));
    const again = await led(browser, back);

    const refused = '/sign-in?problem=OIDC_REJECTED';
    expect([stolen, changed, right, again]).toEqual([refused, refused, '/', refused]);
  });

  it('tells of a denial, and of nonsense, without a failure of its own', async () => {
    for (const query of ['?error=access_denied', '?code=x', '', '?code=x&code=y&state=z']) {
      const browser = new Browser(hub);
      await browser.call('/api/session/oidc');
      expect(await led(browser, `/api/session/oidc/callback${query}`)).toBe(
        '/sign-in?problem=OIDC_REJECTED',
      );
    }
  });

  it('is in the audit log', async () => {
    await signIn(MIA);

    const { entries } = await hub.json<{ entries: object[] }>('/api/audit?limit=1');
    expect(entries).toMatchObject([
      {
        action: 'change',
        route: 'GET /api/session/oidc/callback',
        target: expect.stringMatching(/^user:/),
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain('code=');
  });
});

describe('a provider that does not answer', () => {
  it('keeps nobody from signing in with a password', async () => {
    const hub = await HubServerUnderTest.start(`
access:
  oidc: { issuer: "http://127.0.0.1:9", clientId: segue, clientSecret: s, roles: { a: owner } }
`);
    await hub.app.get(UserService).add({ ...OWNER, name: 'Olga', role: 'owner' });

    const { headers } = await new Browser(hub).call('/api/session/oidc');

    expect(headers.location).toBe('/sign-in?problem=OIDC_UNAVAILABLE');
    expect((await new Browser(hub).signIn(OWNER)).status).toBe(200);
    await hub.close();
  });
});
