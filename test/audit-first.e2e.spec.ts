import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SetUpService } from '../apps/hub/src/access/set-up.service.js';
import { UserService } from '../apps/hub/src/access/user.service.js';
import { Browser, OWNER } from './support/browser.js';
import { HubServerUnderTest } from './support/hub-server.js';
import { CLIENT, IdentityProvider } from './support/identity-provider.js';

const PEOPLE = { groups: ['everybody'], email_verified: true } as const;

/** What ends between a change and its entry is, to the database, an entry that never came. */
describe('a change and its entry in the audit log', () => {
  let provider: IdentityProvider;
  let hub: HubServerUnderTest;
  let olga: Browser;

  beforeAll(async () => {
    provider = new IdentityProvider();
    const issuer = await provider.start();
    hub = await HubServerUnderTest.start(`
connections:
  - { id: web, plugin: segment, settings: { writeKey: abcdefghijklmnopqrstuvwxyz012345 } }
segments:
  - { key: list, name: List, static: true }
access:
  oidc:
    issuer: ${issuer}
    clientId: ${CLIENT.id}
    clientSecret: ${CLIENT.secret}
    roles: { everybody: viewer }
`);
    await hub.app.get(UserService).add({ ...OWNER, name: 'Olga', role: 'owner' });
    olga = new Browser(hub);
    await olga.signIn(OWNER);
    await hub.database.prisma.$executeRawUnsafe(
      `CREATE FUNCTION spec_lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'lost'; END $$`,
    );
  });
  afterEach(() =>
    hub.database.prisma.$executeRawUnsafe('DROP TRIGGER IF EXISTS spec_lose ON audit_entry'),
  );
  afterAll(async () => {
    await hub.close();
    await provider.stop();
  });

  /** Lets no such entry be stored. */
  const lose = (which: string): Promise<number> =>
    hub.database.prisma.$executeRawUnsafe(
      `CREATE TRIGGER spec_lose BEFORE INSERT ON audit_entry FOR EACH ROW WHEN (${which}) EXECUTE FUNCTION spec_lose()`,
    );
  const loseAll = (): Promise<number> => lose('TRUE');
  const loseEnds = (): Promise<number> => lose('NEW.completes IS NOT NULL');

  /** All that the hub keeps, but the log itself and what is counted of whoever knocks. */
  async function state(): Promise<unknown> {
    const { prisma } = hub.database;
    const [row] = await prisma.$queryRaw<[{ state: unknown }]>`
      SELECT jsonb_build_array(
        (SELECT jsonb_agg(u ORDER BY id) FROM user_account u), (SELECT jsonb_agg(k ORDER BY id) FROM api_key k),
        (SELECT jsonb_agg(token_hash ORDER BY token_hash) FROM session), (SELECT jsonb_agg(t ORDER BY token_hash) FROM set_up_token t),
        (SELECT jsonb_agg(s ORDER BY id) FROM segment s), (SELECT jsonb_agg(d ORDER BY id) FROM definition d),
        (SELECT jsonb_agg(w) FROM write_key w), (SELECT jsonb_agg(m) FROM static_member m), (SELECT count(*) FROM run)) AS state`;
    return row.state;
  }

  async function newest(): Promise<Record<string, unknown>> {
    const { text } = await olga.call('/api/audit?limit=1');
    return (JSON.parse(text) as { entries: Record<string, unknown>[] }).entries[0]!;
  }

  const connection = {
    id: 'feed',
    plugin: 'file',
    settings: { path: 'people.ndjson', stream: 'profiles' },
  };
  const rule = { everyone: true };
  const CHANGES: readonly (readonly [string, string, object | undefined])[] = [
    ['POST', '/api/segments', { key: 'mine', name: 'Mine', rule }],
    ['POST', '/api/segments/list/members', { add: [{ type: 'email', value: 'a@example.com' }] }],
    ['POST', '/api/users', { email: 'mia@acme.test', name: 'Mia', role: 'viewer' }],
    ['POST', '/api/api-keys', { name: 'Export', role: 'viewer' }],
    ['POST', '/api/connections', connection],
    ['POST', '/api/connections/web/pause', undefined],
    ['POST', '/api/connections/web/write-keys', { name: 'Web' }],
    ['POST', '/api/run', { ids: ['segments'] }],
    [
      'POST',
      '/api/session/password',
      { current: OWNER.password, password: 'another winding road' },
    ],
    ['DELETE', '/api/sessions', undefined],
  ];

  it.each(CHANGES)(
    '%s %s changes nothing where it cannot be entered',
    async (method, path, body) => {
      const before = await state();
      await loseAll();

      const { status } = await olga.send(method, path, body);

      expect(status).toBe(500);
      expect(await state()).toEqual(before);
    },
  );

  it('lets nobody in whose entry is lost: by password, by link, by an identity provider', async () => {
    const users = hub.app.get(UserService);
    const link = await hub.app
      .get(SetUpService)
      .linkFor(await users.add({ email: 'ole@acme.test', name: 'Ole', role: 'viewer' }));
    const before = await state();
    await loseAll();

    const browser = new Browser(hub);
    const signIn = await browser.signIn(OWNER);
    const setUp = await browser.send('POST', '/api/setup', {
      token: link.token,
      password: 'seven green bottles',
    });
    const oidc = await throughProvider({ sub: 'pia', email: 'pia@acme.test', ...PEOPLE });

    expect([signIn.status, setUp.status]).toEqual([500, 500]);
    expect(oidc).toContain('problem=');
    expect(browser.cookies.has('segue_session')).toBe(false);
    expect(await state()).toEqual(before);
  });

  it('is entered as begun where what comes after it is lost', async () => {
    await loseEnds();

    const { status } = await olga.send('POST', '/api/segments', {
      key: 'lost',
      name: 'Lost',
      rule,
    });

    expect(status).toBe(500);
    expect(await hub.database.prisma.segment.count({ where: { key: 'lost' } })).toBe(1);
    expect(await newest()).toMatchObject({
      action: 'change',
      actorName: 'Olga',
      route: 'POST /api/segments',
      status: null,
    });
  });

  it('of a sign-in is entered as begun, too', async () => {
    await loseEnds();
    const browser = new Browser(hub);
    await browser.signIn(OWNER);
    const first = await newest();
    await throughProvider({ sub: 'pit', email: 'pit@acme.test', ...PEOPLE });
    const second = await newest();

    expect(first).toMatchObject({ route: 'POST /api/session', status: null });
    expect(second).toMatchObject({ route: 'GET /api/session/oidc/callback', status: null });
  });

  it('is shown once when it ended well', async () => {
    await olga.send('POST', '/api/segments', { key: 'once', name: 'Once', rule });

    const { text } = await olga.call('/api/audit?limit=50');
    const { entries } = JSON.parse(text) as { entries: { target: string; status: number }[] };
    const stored = await hub.database.prisma.auditEntry.count({
      where: { OR: [{ target: 'segment:once' }, { completion: { target: 'segment:once' } }] },
    });

    expect(entries.filter(({ target }) => target === 'segment:once')).toEqual([
      expect.objectContaining({ status: 201 }),
    ]);
    expect(stored).toBe(2);
  });

  /** @returns where the browser is led in the end */
  async function throughProvider(claims: Parameters<typeof provider.approve>[1]): Promise<string> {
    const browser = new Browser(hub);
    const led = async (path: string): Promise<string> => {
      const { headers } = await browser.call(path, { headers: { 'sec-fetch-site': 'cross-site' } });
      return headers.location ?? '';
    };
    const back = provider.approve(await led('/api/session/oidc'), claims);
    return led(back.replace(hub.url, ''));
  }
});
