import { describe, expect, it } from '@jest/globals';
import type {
  AudienceDestination,
  Change,
  Notification,
  NotificationDestination,
  WriteResult,
} from '../connector.js';
import { ConfigError, ConnectorError } from '../errors.js';
import { parseSettings } from '../settings.js';
import { contextFor, NOW, targetOf, writeTo } from './context.js';
import { answerEverythingWith, itKeepsTheContract, type Case } from './contract.js';

const person = (n: number, fields: Change['traits'] = {}) => ({
  profileId: `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  email: `person${n}@example.test`,
  userId: `user-${n}`,
  fields,
});

/** Changes as the hub makes them. */
export const join = (n: number, fields: Change['traits'] = {}): Change => ({
  id: `change-${n}`,
  op: 'join',
  after: person(n, fields),
  traits: {},
});

export const leave = (n: number, externalId?: string): Change => ({
  id: `change-${n}`,
  op: 'leave',
  before: { ...person(n), ...(externalId === undefined ? {} : { externalId }) },
  traits: {},
});

export const update = (
  n: number,
  before: Change['traits'],
  after: Change['traits'],
  externalId?: string,
): Change => ({
  id: `change-${n}`,
  op: 'update',
  before: { ...person(n, before), ...(externalId === undefined ? {} : { externalId }) },
  after: person(n, after),
  traits: {},
});

export interface DestinationCase extends Case {
  readonly target: { readonly settings: object; readonly audienceId: string };
  /** Fakes a vendor that takes everything. */
  readonly arrange: () => void | Promise<void>;
  /**
   * Fakes a vendor that takes the first `calls` requests that change anything and then answers 503.
   *
   * @returns tells the e-mail addresses that the audience holds by then, in the order of their numbers
   */
  readonly arrangeDownAfter: (calls: number) => (() => string[]) | Promise<() => string[]>;
  /** Requests that must never be sent for a leave: unsubscribing, archiving, deleting a person. */
  readonly forbiddenOnLeave: (request: SentRequest) => boolean;
}

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** JSON */
  readonly body: string;
}

/** What a destination promises that can say what there is to sync to. */
function itListsAudiences<S extends object, A extends object>(
  destination: AudienceDestination<S, A> | NotificationDestination<S, A>,
  { origins, settings }: Case,
): void {
  if (!destination.listAudiences) return;

  it.each([
    ['is down', { status: 503, body: 'down' }],
    ['answers something else', { status: 200, body: { hello: 'world' } }],
  ])('does not take it for an account without audiences when the vendor %s', async (_, answer) => {
    answerEverythingWith(origins, answer);

    const asked = destination.listAudiences!(contextFor(destination, settings), { limit: 10 });

    await expect(asked).rejects.toThrow(ConnectorError);
  });
}

/** The rules that every destination with members obeys. */
export function itBehavesLikeADestination<S extends object, A extends object>(
  destination: AudienceDestination<S, A>,
  given: DestinationCase,
): void {
  const { settings, target, arrange, arrangeDownAfter, forbiddenOnLeave, origins } = given;
  const send = (changes: readonly Change[]) => writeTo(destination, settings, target, changes);
  const ids = (results: readonly WriteResult[]) => results.map(({ id }) => id).sort();
  const idsOf = (changes: readonly Change[]) => changes.map(({ id }) => id).sort();
  const mixed = [join(1), join(2), leave(3, 'ext-3'), update(4, { A: '1' }, { A: '2' }, 'ext-4')];
  /** An error of the whole call counts as one for every change. */
  const settle = (changes: readonly Change[]) =>
    send(changes).catch((error: unknown) => {
      if (!(error instanceof ConnectorError)) throw error;
      return changes.map(({ id }): WriteResult => ({ id, status: 'failed', error }));
    });

  describe(`${destination.key}, as a destination,`, () => {
    itKeepsTheContract(destination, given, () =>
      destination.ensureAudience(
        contextFor(destination, settings),
        parseSettings(destination.audience, target.settings),
      ),
    );

    itListsAudiences(destination, given);

    it('refuses an audience setting it does not know', () => {
      const bad = { ...target.settings, tpyo: 1 };
      expect(() => parseSettings(destination.audience, bad)).toThrow(ConfigError);
    });

    it('gives exactly one result per change', async () => {
      await arrange();

      expect(ids(await send(mixed))).toEqual(idsOf(mixed));
    });

    it('confirms every change that the vendor took', async () => {
      await arrange();

      expect((await send(mixed)).filter(({ status }) => status !== 'ok')).toEqual([]);
    });

    it('gives a result for every change when the vendor is down', async () => {
      answerEverythingWith(origins, { status: 503, body: 'down' });

      const results = await settle(mixed);

      expect(ids(results)).toEqual(idsOf(mixed));
      expect(results.filter(({ status }) => status === 'ok')).toEqual([]);
    });

    it.each([0, 1, 2, 3])(
      'keeps exactly what was written when it goes down after %i calls',
      async (n) => {
        const taken = await arrangeDownAfter(n);
        const joins = [join(1), join(2), join(3)];

        const results = await settle(joins);

        expect(ids(results)).toEqual(idsOf(joins));
        const confirmed = joins.filter(
          ({ id }) => results.find((r) => r.id === id)?.status === 'ok',
        );
        expect(confirmed.map(({ after }) => after?.email)).toEqual(taken());
      },
    );

    it('never unsubscribes, archives or deletes the person on a leave', async () => {
      await arrange();
      const ctx = contextFor(destination, settings);
      const sent: SentRequest[] = [];
      ctx.http.interceptors.request.use((request) => {
        const { method = 'get', url = '' } = request;
        const body = JSON.stringify(request.data ?? null);
        sent.push({ method: method.toUpperCase(), url, body });
        return request;
      });

      await destination.write(ctx, targetOf(destination, target), [
        leave(1, 'e-1'),
        leave(2, 'e-2'),
      ]);

      expect(sent.length).toBeGreaterThan(0);
      expect(sent.filter(forbiddenOnLeave)).toEqual([]);
    });
  });
}

/** The rules that every destination obeys that tells people instead of holding members. */
export function itBehavesLikeANotifier<S extends object, A extends object>(
  destination: NotificationDestination<S, A>,
  given: Case & { readonly audience: object; readonly arrange: () => void | Promise<void> },
): void {
  const notify = (news: Notification) =>
    destination.notify(
      contextFor(destination, given.settings),
      parseSettings(destination.audience, given.audience),
      news,
    );

  describe(`${destination.key}, as a notifier,`, () => {
    itKeepsTheContract(destination, given, () => notify(notification()));

    itListsAudiences(destination, given);

    it('refuses an audience setting it does not know', () => {
      const bad = { ...given.audience, tpyo: 1 };
      expect(() => parseSettings(destination.audience, bad)).toThrow(ConfigError);
    });

    it('tells the news', async () => {
      await given.arrange();

      await expect(notify(notification())).resolves.toEqual(expect.any(Object));
    });
  });
}

/** News as the hub tells them: 42 joined, 7 left, of people called person1, person2 … */
export const notification = (over: Partial<Notification> = {}): Notification => ({
  id: 'n-1',
  attempt: 1,
  isFirst: false,
  workspace: 'Acme',
  segment: { key: 'vip', name: 'VIP' },
  at: NOW,
  size: 350,
  joined: 42,
  left: 7,
  updated: 0,
  members: (op, limit) =>
    Promise.resolve(
      Array.from({ length: Math.min(limit, op === 'join' ? 42 : 7) }, (_, n) => person(n + 1)),
    ),
  ...over,
});
