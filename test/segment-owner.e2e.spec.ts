import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserService } from '../apps/hub/src/access/user.service.js';
import type { Role } from '../apps/hub/src/access/right.js';
import { HubServerUnderTest, type Answer } from './support/hub-server.js';

const PASSWORD = 'a long and quiet password';
const EVERYONE = { everyone: true };

interface Signed {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
}

describe('the owner of a segment', () => {
  let hub: HubServerUnderTest;
  const people = new Map<string, Signed>();

  const signIn = async (name: string, role: Role): Promise<void> => {
    const email = `${name}@example.com`;
    const { id } = await hub.app.get(UserService).add({ email, name, role, password: PASSWORD });
    const answer = await hub.call('/api/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', origin: hub.url },
      body: JSON.stringify({ email, password: PASSWORD }),
      isAnonymous: true,
    });
    const cookie = answer.headers['set-cookie']!.map((text) => text.split(';')[0]).join('; ');
    const { csrfToken } = await hub.json<{ csrfToken: string }>('/api/session', {
      headers: { cookie },
    });
    people.set(name, { id, headers: { cookie, 'X-CSRF-Token': csrfToken, origin: hub.url } });
  };
  const ask = (who: string, method: string, path: string, body?: object): Promise<Answer> =>
    hub.call(path, {
      method,
      headers: { ...people.get(who)!.headers, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const give = (who: string, key: string, to: string) =>
    ask(who, 'PATCH', `/api/segments/${key}`, { owner: people.get(to)?.id ?? to });
  const codeOf = ({ text }: Answer) => (JSON.parse(text) as { code: string }).code;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start('workspace: { name: Acme }\n');
    for (const [name, role] of [
      ['olga', 'owner'],
      ['ada', 'marketer'],
      ['bob', 'marketer'],
      ['dan', 'viewer'],
    ] as const) {
      await signIn(name, role);
    }
    for (const key of ['mine', 'kept', 'left']) {
      const made = { key, rule: EVERYONE, visibility: 'personal' };
      expect((await ask('ada', 'POST', '/api/segments', made)).status).toBe(201);
    }
    await ask('ada', 'POST', '/api/segments', { key: 'open', rule: EVERYONE });
  });
  afterAll(() => hub.close());

  it('gives it away, and then does not see a personal one any more', async () => {
    expect((await ask('bob', 'GET', '/api/segments/mine')).status).toBe(404);

    const given = await give('ada', 'mine', 'bob');

    expect(given.status).toBe(200);
    expect(JSON.parse(given.text)).toMatchObject({ owner: { name: 'bob' } });
    expect((await ask('ada', 'GET', '/api/segments/mine')).status).toBe(404);
    expect((await ask('bob', 'PATCH', '/api/segments/mine', { name: 'Bob’s' })).status).toBe(200);
    const { entries } = await hub.json<{ entries: { after: object; before: object }[] }>(
      '/api/audit?limit=2',
    );
    expect(entries[1]).toMatchObject({
      ...{ target: 'segment:mine', route: 'PATCH /api/segments/:key' },
      ...{ before: { owner: { name: 'ada' } }, after: { owner: { name: 'bob' } } },
    });
  });

  it('is for nobody else to change, but for owners of the workspace', async () => {
    const taken = await give('bob', 'open', 'bob');
    expect([taken.status, codeOf(taken)]).toEqual([409, 'SEGMENT_OWNED']);
    expect((await give('bob', 'kept', 'bob')).status).toBe(404);

    const given = await give('olga', 'open', 'bob');

    expect(JSON.parse(given.text)).toMatchObject({ owner: { name: 'bob' }, visibility: 'shared' });
  });

  it('is somebody who can edit it, and sees what it refers to', async () => {
    const nobody = '00000000-0000-7000-8000-000000000000';
    for (const to of ['dan', nobody]) {
      const refused = await give('ada', 'kept', to);
      expect([refused.status, codeOf(refused)]).toEqual([409, 'SEGMENT_OWNER']);
    }
    expect((await give('ada', 'kept', 'no-uuid')).status).toBe(400);
    const made = { key: 'nested', visibility: 'personal', rule: { segment: 'kept' } };
    await ask('ada', 'POST', '/api/segments', made);

    const half = await give('ada', 'nested', 'bob');

    expect([half.status, codeOf(half)]).toEqual([409, 'SEGMENT_VISIBILITY']);
    expect(JSON.parse((await ask('ada', 'GET', '/api/segment-owners')).text)).toEqual({
      owners: ['olga', 'ada', 'bob'].map((name) => expect.objectContaining({ name })),
    });
    expect((await ask('dan', 'GET', '/api/segment-owners')).status).toBe(403);
  });

  it('is who removes them, when somebody is removed', async () => {
    const { id } = people.get('ada')!;

    expect((await ask('olga', 'DELETE', `/api/users/${id}`)).status).toBe(204);

    for (const key of ['kept', 'left', 'nested']) {
      const { text } = await ask('olga', 'GET', `/api/segments/${key}`);
      expect(JSON.parse(text)).toMatchObject({ owner: { name: 'olga' }, visibility: 'personal' });
    }
    expect((await give('olga', 'left', 'bob')).status).toBe(200);
    expect((await ask('bob', 'GET', '/api/segments/left')).status).toBe(200);
  });

  it('stays one who was removed by a program, and owners of the workspace see it', async () => {
    await hub.call(`/api/users/${people.get('bob')!.id}`, { method: 'DELETE' });

    const { text } = await ask('olga', 'GET', '/api/segments/left');

    expect(JSON.parse(text)).toMatchObject({ owner: { name: 'bob' } });
    expect((await give('olga', 'left', 'olga')).status).toBe(200);
  });
});
