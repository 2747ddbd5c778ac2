import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SetUpService } from '../apps/hub/src/access/set-up.service.js';
import { UserService } from '../apps/hub/src/access/user.service.js';
import { Clock } from '../apps/hub/src/runtime/clock.js';
import { Browser, OWNER } from './support/browser.js';
import { eventually } from './support/eventually.js';
import { HubServerUnderTest, TEST_API_KEY, type Answer, type Call } from './support/hub-server.js';

const CONFIG = `
workspace: { name: Acme, timezone: Europe/Berlin }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
`;

const MARKETER = { email: 'mia@acme.test', password: 'seven green bottles' } as const;

const codeOf = ({ status, text }: Answer) => [status, (JSON.parse(text) as { code: string }).code];

const problem = async (answer: Promise<Answer>) => codeOf(await answer);

const sessionCookie = ({ headers }: Answer): string =>
  headers['set-cookie']!.find((header) => header.includes('segue_session'))!;

async function startHub(yaml = CONFIG): Promise<HubServerUnderTest> {
  const hub = await HubServerUnderTest.start(yaml);
  await addPeople(hub);
  return hub;
}

async function addPeople(hub: HubServerUnderTest): Promise<void> {
  const users = hub.app.get(UserService);
  await users.add({ ...OWNER, name: 'Olga', role: 'owner' });
  await users.add({ ...MARKETER, name: 'Mia', role: 'marketer' });
}

/** With them go their sessions and links. */
const removePeople = (hub: HubServerUnderTest) => hub.database.prisma.userAccount.deleteMany();

describe('signing in', () => {
  let hub: HubServerUnderTest;
  let browser: Browser;

  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(() => hub.close());
  beforeEach(() => {
    browser = new Browser(hub);
  });

  it('lets nobody in without a session or a key', async () => {
    const answer = await browser.call('/api/status');

    expect(codeOf(answer)).toEqual([401, 'UNAUTHENTICATED']);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('says who is signed in, and what they may do', async () => {
    const { status, text } = await browser.signIn(MARKETER);

    const session = JSON.parse((await browser.call('/api/session')).text) as object;
    expect(status).toBe(200);
    expect(session).toEqual(JSON.parse(text));
    expect(session).toEqual({
      kind: 'user',
      id: expect.any(String),
      name: 'Mia',
      email: MARKETER.email,
      role: 'marketer',
      rights: expect.arrayContaining(['view', 'personal:read', 'segments:write']),
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: expect.stringMatching(/Z$/),
      workspace: { name: 'Acme', timezone: 'Europe/Berlin' },
    });
  });

  it('takes the e-mail address in any case', async () => {
    const answer = await browser.signIn({ ...OWNER, email: ' OLGA@Acme.Test ' });

    expect(answer.status).toBe(200);
  });

  it('keeps the session where no script and no other site can get it', async () => {
    const cookie = sessionCookie(await browser.signIn(OWNER));

    expect(cookie).toMatch(/^segue_session=[\w-]{43}; /);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    expect(cookie).toContain('Path=/');
    expect(cookie).not.toContain('Secure');
  });

  it('stores neither the token nor the password', async () => {
    await browser.signIn(OWNER);

    const rows = JSON.stringify([
      await hub.database.prisma.session.findMany(),
      await hub.database.prisma.userAccount.findMany(),
      await hub.database.prisma.knownDevice.findMany(),
    ]);
    for (const value of [...browser.cookies.values(), OWNER.password]) {
      expect(rows).not.toContain(value);
      expect(hub.lines.join('')).not.toContain(value);
    }
    expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it.each([
    ['a wrong password', { ...OWNER, password: 'not the right one' }],
    ['an unknown account', { ...OWNER, email: 'nobody@acme.test' }],
    ['an empty account', { ...OWNER, email: ' ' }],
  ])('says the same of %s', async (_what, credentials) => {
    const { status, text } = await browser.signIn(credentials);

    expect(status).toBe(401);
    expect(JSON.parse(text)).toEqual({
      type: 'urn:segue:error:SIGN_IN_REJECTED',
      status: 401,
      code: 'SIGN_IN_REJECTED',
      title: 'You are not signed in',
      detail: 'the e-mail address or the password is wrong',
    });
  });

  it('ends a session for good', async () => {
    await browser.signIn(OWNER);
    const before = browser.cookie;

    const { status } = await browser.send('DELETE', '/api/session');

    expect(status).toBe(204);
    expect(browser.cookies.has('segue_session')).toBe(false);
    expect(await problem(browser.call('/api/session', { headers: { cookie: before } }))).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
  });

  it('signs out everywhere, and nobody else', async () => {
    const [other, elses] = [new Browser(hub), new Browser(hub)];
    for (const each of [browser, other]) await each.signIn(OWNER);
    await elses.signIn(MARKETER);

    await browser.send('DELETE', '/api/sessions');

    expect((await other.call('/api/session')).status).toBe(401);
    expect((await elses.call('/api/session')).status).toBe(200);
  });

  it('begins a new session at each sign-in, whatever the browser came with', async () => {
    browser.cookies.set('segue_session', 'A'.repeat(43));
    await browser.signIn(OWNER);
    const first = browser.cookies.get('segue_session')!;

    await browser.signIn(OWNER);

    const second = browser.cookies.get('segue_session')!;
    expect(new Set([first, second, 'A'.repeat(43)]).size).toBe(3);
    expect(
      (await browser.call('/api/session', { headers: { cookie: `segue_session=${first}` } }))
        .status,
    ).toBe(401);
  });

  it('forgets a session that nobody uses, and each one in the end', async () => {
    await browser.signIn(OWNER);
    const clock = hub.app.get(Clock);
    const now = clock.now.bind(clock);
    const after = async (hours: number) => {
      clock.now = () => new Date(now().getTime() + hours * 3_600_000);
      const { status } = await browser.call('/api/session');
      clock.now = now;
      return status;
    };

    expect(await after(23)).toBe(200);
    expect(await after(46)).toBe(200);
    expect(await after(71)).toBe(401);
    await browser.signIn(OWNER);
    for (let hours = 20; hours < 14 * 24; hours += 20) expect(await after(hours)).toBe(200);
    expect(await after(14 * 24 + 1)).toBe(401);
  });

  it('changes the password, and ends the sessions elsewhere', async () => {
    const users = hub.app.get(UserService);
    await users.add({
      email: 'carl@acme.test',
      name: 'Carl',
      role: 'viewer',
      password: 'old and wise owls',
    });
    const [here, there] = [new Browser(hub), new Browser(hub)];
    for (const each of [here, there]) {
      await each.signIn({ email: 'carl@acme.test', password: 'old and wise owls' });
    }
    const change = (current: string, password: string) =>
      here.send('POST', '/api/session/password', { current, password });

    expect(await problem(change('wrong', 'new and clever cats'))).toEqual([
      401,
      'SIGN_IN_REJECTED',
    ]);
    expect(await problem(change('old and wise owls', 'short'))).toEqual([400, 'PASSWORD_UNUSABLE']);
    expect((await change('old and wise owls', 'new and clever cats')).status).toBe(204);

    expect((await here.call('/api/session')).status).toBe(200);
    expect((await there.call('/api/session')).status).toBe(401);
    const again = new Browser(hub);
    const credentials = { email: 'carl@acme.test', password: 'new and clever cats' };
    expect((await again.signIn(credentials)).status).toBe(200);
  });

  it.each(['short', 'aaaaaaaaaaaaaaaa', 'olga@acme.test', 'x'.repeat(201), '1212121212121212'])(
    'refuses the new password %s without quoting it',
    async (password) => {
      await browser.signIn(OWNER);

      const answer = await browser.send('POST', '/api/session/password', {
        current: OWNER.password,
        password,
      });

      expect(codeOf(answer)).toEqual([400, 'PASSWORD_UNUSABLE']);
      expect(answer.text).not.toContain(password);
    },
  );
});

describe('requests of a browser', () => {
  let hub: HubServerUnderTest;
  let browser: Browser;
  const RUN = { ids: ['segments'] };

  beforeAll(async () => {
    hub = await startHub();
    browser = new Browser(hub);
    await browser.signIn(OWNER);
  });
  afterAll(() => hub.close());

  it('are served from a page of its own that presents the token', async () => {
    expect((await browser.send('POST', '/api/run', RUN)).status).toBe(202);
    await eventually('it has run', async () => {
      const where = { state: 'succeeded' };
      return (await hub.database.prisma.run.count({ where })) === 1;
    });
  });

  it.each<[string, Call['headers'], string]>([
    ['no token', { 'x-csrf-token': '' }, 'CSRF_REJECTED'],
    ['a wrong token', { 'x-csrf-token': 'A'.repeat(43) }, 'CSRF_REJECTED'],
    ['another origin', { origin: 'https://evil.example' }, 'ORIGIN_REJECTED'],
    ['a page without an origin', { origin: 'null' }, 'ORIGIN_REJECTED'],
    ['another port', { origin: 'http://127.0.0.1:1' }, 'ORIGIN_REJECTED'],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 'ORIGIN_REJECTED'],
    ['a neighbour of the site', { 'sec-fetch-site': 'same-site' }, 'ORIGIN_REJECTED'],
    ['a name that points here', { host: 'evil.example' }, 'HOST_REJECTED'],
    [
      'a name that points here, from its own page',
      { host: 'evil.example', origin: 'http://evil.example' },
      'HOST_REJECTED',
    ],
  ])('change nothing with %s', async (_what, headers, code) => {
    const before = await hub.database.prisma.run.count();

    const answer = await browser.send('POST', '/api/run', RUN, headers);

    expect(codeOf(answer)).toEqual([403, code]);
    expect(await hub.database.prisma.run.count()).toBe(before);
  });

  it.each(['https://evil.example', 'null'])(
    'cannot sign anybody in from a page of %s',
    async (origin) => {
      const answer = browser.send('POST', '/api/session', OWNER, { origin });

      expect(await problem(answer)).toEqual([403, 'ORIGIN_REJECTED']);
    },
  );

  it('cannot be forms', async () => {
    const answer = await browser.call('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=olga@acme.test',
    });

    expect(codeOf(answer)).toEqual([415, 'BODY_TYPE_UNSUPPORTED']);
  });

  it('cannot read across origins', async () => {
    const answer = await browser.call('/api/session', {
      headers: { origin: 'https://evil.example' },
    });

    expect(codeOf(answer)).toEqual([403, 'ORIGIN_REJECTED']);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('get no leave from a preflight', async () => {
    const { status, headers } = await hub.call('/api/run', {
      method: 'OPTIONS',
      isAnonymous: true,
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-csrf-token',
      },
    });

    expect(status).toBeGreaterThanOrEqual(400);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('that present a wrong key are not helped by a session', async () => {
    const headers = { authorization: 'Bearer sk_wrong' };

    expect(await problem(browser.call('/api/status', { headers }))).toEqual([
      401,
      'API_KEY_REJECTED',
    ]);
  });

  it('of a viewer change nothing, and say what is missing', async () => {
    const users = hub.app.get(UserService);
    const viewer = { email: 'vera@acme.test', password: 'looks but no touch' };
    await users.add({ ...viewer, name: 'Vera', role: 'viewer' });
    const other = new Browser(hub);
    await other.signIn(viewer);

    const answer = await other.send('POST', '/api/run', RUN);

    expect(codeOf(answer)).toEqual([403, 'FORBIDDEN']);
    expect(answer.text).toContain('runs:start');
    expect((await other.call('/api/status')).status).toBe(200);
  });

  it('of a marketer start runs, and approve none', async () => {
    const other = new Browser(hub);
    await other.signIn(MARKETER);

    const approve = other.send('POST', '/api/run', { ...RUN, approve: true });

    expect(await problem(approve)).toEqual([403, 'FORBIDDEN']);
    expect((await other.send('POST', '/api/run', RUN)).status).toBe(202);
  });

  it('are kept in the history under the name of who is signed in', async () => {
    const other = new Browser(hub);
    await other.signIn(MARKETER);
    const segment = { key: 'mine', name: 'Mine', rule: { everyone: true } };

    await other.send('POST', '/api/segments', segment, { 'X-Segue-Actor': 'Olga' });

    expect((await other.call('/api/segments/mine/versions')).text).toContain('"savedBy":"Mia"');
  });
});

describe('behind a proxy', () => {
  const URL_OF_HUB = 'https://segue.acme.example';

  it('sends cookies over TLS alone when that is how people reach it', async () => {
    const hub = await startHub(`${CONFIG}server: { url: '${URL_OF_HUB}' }\n`);
    const browser = new Browser(hub);

    const answer = await browser.send('POST', '/api/session', OWNER, {
      host: 'segue.acme.example',
      origin: URL_OF_HUB,
    });

    expect(sessionCookie(answer)).toMatch(/^__Host-segue_session=.*; Secure/);
    const other = await browser.send('POST', '/api/session', OWNER, { host: 'other.example' });
    expect(codeOf(other)).toEqual([403, 'HOST_REJECTED']);
    await hub.close();
  });

  it.each([
    ['believes a proxy that it trusts', 'server: { trustedProxies: [loopback] }', true],
    ['believes nobody else', '', false],
  ])('%s that the client speaks TLS', async (_what, yaml, isSecure) => {
    const hub = await startHub(CONFIG + yaml);

    const answer = await new Browser(hub).send('POST', '/api/session', OWNER, {
      'X-Forwarded-Proto': 'https',
    });

    expect(sessionCookie(answer).includes('Secure')).toBe(isSecure);
    await hub.close();
  });
});

describe('setting up', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
  });
  afterAll(() => hub.close());
  afterEach(() => removePeople(hub));

  const setUp = (body: object, browser = new Browser(hub)) =>
    browser.send('POST', '/api/setup', body);

  it('makes the first owner with the link, once, and signs them in', async () => {
    const { token } = (await hub.app.get(SetUpService).linkForFirstOwner())!;
    const browser = new Browser(hub);
    const body = { token, ...OWNER, name: 'Olga' };

    expect(JSON.parse((await browser.call('/api/session/options')).text)).toMatchObject({
      needsSetUp: true,
    });
    expect(JSON.parse((await browser.send('POST', '/api/setup/check', { token })).text)).toEqual({
      kind: 'owner',
      email: null,
    });
    expect((await setUp(body, browser)).status).toBe(200);
    expect((await browser.call('/api/users')).status).toBe(200);
    expect(await problem(setUp({ ...body, email: 'second@acme.test' }))).toEqual([
      410,
      'SET_UP_LINK_INVALID',
    ]);
    expect(await hub.app.get(SetUpService).linkForFirstOwner()).toBeUndefined();
  });

  it('makes one owner when two use the link at the same time', async () => {
    const { token } = (await hub.app.get(SetUpService).linkForFirstOwner())!;

    const answers = await Promise.all(
      ['one', 'two', 'three'].map((name) =>
        setUp({ token, email: `${name}@acme.test`, name, password: OWNER.password }),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
    expect(await hub.database.prisma.userAccount.count()).toBe(1);
  });

  it('keeps the link for a better password', async () => {
    const { token } = (await hub.app.get(SetUpService).linkForFirstOwner())!;

    expect(await problem(setUp({ token, ...OWNER, password: 'short' }))).toEqual([
      400,
      'PASSWORD_UNUSABLE',
    ]);
    expect((await setUp({ token, ...OWNER })).status).toBe(200);
  });

  it('refuses a link that is too old, or replaced by a newer one, or made up', async () => {
    const setUps = hub.app.get(SetUpService);
    const old = (await setUps.linkForFirstOwner())!;
    const replaced = (await setUps.linkForFirstOwner())!;
    const clock = hub.app.get(Clock);
    const now = clock.now.bind(clock);
    const at = now().getTime();
    clock.now = () => new Date(at + 31 * 60_000);

    for (const token of [old.token, replaced.token, 'A'.repeat(43)]) {
      expect(await problem(setUp({ token, ...OWNER }))).toEqual([410, 'SET_UP_LINK_INVALID']);
    }
    clock.now = now;
    expect(JSON.stringify(await hub.database.prisma.setUpToken.findMany())).not.toContain(
      replaced.token,
    );
  });

  it('lets an invited person set a password', async () => {
    const created = await hub.post('/api/users', {
      email: 'Mia@Acme.test',
      name: 'Mia',
      role: 'marketer',
    });
    const { user, setUpLink } = JSON.parse(created.text) as {
      user: { id: string; hasPassword: boolean };
      setUpLink: { url: string };
    };
    const token = new URL(setUpLink.url).searchParams.get('token')!;
    const browser = new Browser(hub);

    const check = await browser.send('POST', '/api/setup/check', { token });
    const answer = await setUp({ token, password: MARKETER.password }, browser);

    expect(created.status).toBe(201);
    expect(user.hasPassword).toBe(false);
    expect(setUpLink.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/setup\?token=[\w-]{43}$/);
    expect(JSON.parse(check.text)).toEqual({ kind: 'user', email: 'mia@acme.test' });
    expect(JSON.parse(answer.text)).toMatchObject({ id: user.id, role: 'marketer' });
    expect((await new Browser(hub).signIn(MARKETER)).status).toBe(200);
  });
});

describe('users', () => {
  let hub: HubServerUnderTest;
  let owner: Browser;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
  });
  afterAll(() => hub.close());
  beforeEach(async () => {
    await addPeople(hub);
    owner = new Browser(hub);
    await owner.signIn(OWNER);
  });
  afterEach(() => removePeople(hub));

  async function idOf(email: string): Promise<string> {
    return (await hub.app.get(UserService).getByEmail(email)).id;
  }

  it('are listed without anything to sign in with', async () => {
    const { text } = await owner.call('/api/users');

    expect(JSON.parse(text)).toMatchObject({
      users: [
        { email: OWNER.email, role: 'owner', hasPassword: true, isDisabled: false },
        { email: MARKETER.email, role: 'marketer', lastSignInAt: null },
      ],
    });
    expect(text).not.toMatch(/argon2|hash/i);
  });

  it('cannot be two of one e-mail address', async () => {
    const again = { email: 'MIA@acme.test', name: 'Mia', role: 'viewer' };

    expect(await problem(owner.send('POST', '/api/users', again))).toEqual([409, 'USER_EXISTS']);
  });

  it('have their new role at once, and are out at once', async () => {
    const mia = new Browser(hub);
    await mia.signIn(MARKETER);
    const path = `/api/users/${await idOf(MARKETER.email)}`;

    await owner.send('PATCH', path, { role: 'viewer' });
    expect(JSON.parse((await mia.call('/api/session')).text)).toMatchObject({ role: 'viewer' });
    await owner.send('PATCH', path, { isDisabled: true });
    expect((await mia.call('/api/session')).status).toBe(401);
    expect((await mia.signIn(MARKETER)).status).toBe(401);
    await owner.send('PATCH', path, { isDisabled: false });
    expect((await mia.signIn(MARKETER)).status).toBe(200);
    await owner.send('DELETE', path);
    expect((await mia.call('/api/session')).status).toBe(401);
  });

  it('keep one owner, also when two step down at the same time', async () => {
    const path = `/api/users/${await idOf(OWNER.email)}`;
    const mia = `/api/users/${await idOf(MARKETER.email)}`;

    for (const change of [{ role: 'viewer' }, { isDisabled: true }]) {
      expect(await problem(owner.send('PATCH', path, change))).toEqual([409, 'LAST_OWNER']);
    }
    expect(await problem(owner.send('DELETE', path))).toEqual([409, 'LAST_OWNER']);
    await owner.send('PATCH', mia, { role: 'owner' });
    const answers = await Promise.all(
      [path, mia].map((each) => owner.send('PATCH', each, { role: 'operator' })),
    );
    expect(answers.map(({ status }) => status).sort()).toContain(200);
    const owners = await hub.database.prisma.userAccount.count({ where: { role: 'owner' } });
    expect(owners).toBe(1);
  });

  it('are the business of owners alone', async () => {
    const mia = new Browser(hub);
    await mia.signIn(MARKETER);
    const path = `/api/users/${await idOf(MARKETER.email)}`;

    expect(await problem(mia.send('PATCH', path, { role: 'owner' }))).toEqual([403, 'FORBIDDEN']);
    expect(await problem(mia.call('/api/users'))).toEqual([403, 'FORBIDDEN']);
    expect(await problem(mia.call('/api/api-keys'))).toEqual([403, 'FORBIDDEN']);
  });

  it.each([
    ['PATCH', '/api/users/nope', 404],
    ['DELETE', '/api/users/00000000-0000-7000-8000-000000000000', 404],
    ['DELETE', '/api/api-keys/nope', 404],
    ['DELETE', '/api/api-keys/00000000-0000-7000-8000-000000000000', 404],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect((await owner.send(method, path, method === 'PATCH' ? {} : undefined)).status).toBe(
      status,
    );
  });
});

describe('API keys', () => {
  let hub: HubServerUnderTest;
  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(() => hub.close());

  const withKey = (secret: string, path: string, call: Call = {}) =>
    hub.call(path, { ...call, headers: { ...call.headers, authorization: `Bearer ${secret}` } });

  async function make(key: object): Promise<{ readonly id: string; readonly secret: string }> {
    const { text } = await hub.post('/api/api-keys', { name: 'Export', role: 'viewer', ...key });
    const { apiKey, secret } = JSON.parse(text) as { apiKey: { id: string }; secret: string };
    return { id: apiKey.id, secret };
  }

  it('are shown once, and kept as hashes', async () => {
    const { secret } = await make({});

    const listed = await hub.call('/api/api-keys');
    expect(secret).toMatch(/^sk_[\w-]{43}$/);
    expect(listed.text).not.toContain(secret);
    expect(listed.text).toContain(`"prefix":"${secret.slice(0, 11)}"`);
    expect(JSON.stringify(await hub.database.prisma.apiKey.findMany())).not.toContain(secret);
    expect(hub.lines.join('')).not.toContain(secret);
  });

  it('let their holder do what the role allows, and note when they were used', async () => {
    const { id, secret } = await make({ name: 'Look' });

    expect((await withKey(secret, '/api/status')).status).toBe(200);
    expect(await problem(withKey(secret, '/api/run', { method: 'POST' }))).toEqual([
      403,
      'FORBIDDEN',
    ]);
    expect(JSON.parse((await withKey(secret, '/api/session')).text)).toMatchObject({
      kind: 'key',
      name: 'Look',
      role: 'viewer',
      csrfToken: null,
    });
    const key = await hub.database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
    expect(key.lastUsedAt).not.toBeNull();
  });

  it('need no token, origin or host', async () => {
    const { secret } = await make({ role: 'operator' });
    const headers = { host: 'hub.acme.example', origin: 'https://other.example' };

    const answer = await withKey(secret, '/api/run', { method: 'POST', headers });

    expect(answer.status).toBe(202);
  });

  it('end when they expire or are revoked', async () => {
    const brief = await make({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    const revoked = await make({});
    const clock = hub.app.get(Clock);
    const now = clock.now.bind(clock);

    expect((await withKey(brief.secret, '/api/status')).status).toBe(200);
    clock.now = () => new Date(now().getTime() + 61_000);
    const expired = await problem(withKey(brief.secret, '/api/status'));
    clock.now = now;
    await hub.call(`/api/api-keys/${revoked.id}`, { method: 'DELETE' });

    expect(expired).toEqual([401, 'API_KEY_REJECTED']);
    expect(await problem(withKey(revoked.secret, '/api/status'))).toEqual([
      401,
      'API_KEY_REJECTED',
    ]);
  });

  it('are not mixed up with that of the environment', async () => {
    expect(JSON.parse((await withKey(TEST_API_KEY, '/api/session')).text)).toMatchObject({
      kind: 'machine',
      role: 'owner',
    });
  });
});
