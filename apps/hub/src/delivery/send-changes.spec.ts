import { describe, expect, it, jest } from '@jest/globals';
import {
  AuthError,
  RateLimitError,
  RecordError,
  RequestError,
  type TransientError,
  type Change,
  type WriteResult,
} from '@segue/sdk';
import { sendChanges, type Sender } from './send-changes.js';

const change = (n: number): Change => ({
  id: `c${n}`,
  op: 'join',
  after: { profileId: `p${n}`, email: `p${n}@example.test`, fields: {} },
  traits: {},
});
const CHANGES = [1, 2, 3, 4].map(change);
const ok = ({ id }: Change): WriteResult => ({ id, status: 'ok', externalId: `x-${id}` });
const failed =
  (error: RequestError | TransientError | AuthError | RecordError) =>
  (c: Change): WriteResult => ({
    id: c.id,
    status: 'failed',
    error,
  });

/** Answers the calls in turn; the last answer stays. */
function sender(...answers: ((changes: readonly Change[]) => WriteResult[])[]) {
  const calls: string[][] = [];
  const write: Sender['write'] = (changes) => {
    calls.push(changes.map(({ id }) => id));
    const answer = answers[Math.min(calls.length, answers.length) - 1]!;
    return new Promise((resolve) => resolve(answer(changes)));
  };
  return { calls, write };
}
const send = (from: Sender, changes = CHANGES) =>
  sendChanges(from, changes, new AbortController().signal);
const statuses = (outcomes: readonly { change: Change; status: string }[]) =>
  Object.fromEntries(outcomes.map((o) => [o.change.id, o.status]));
const throwing = (error: Error) => (): WriteResult[] => {
  throw error;
};

describe('sendChanges', () => {
  it('gives the vendor’s ids of what was confirmed', async () => {
    const { outcomes, stop } = await send(sender((changes) => changes.map(ok)));

    expect(stop).toBeUndefined();
    expect(outcomes[0]).toEqual({ change: CHANGES[0], status: 'ok', externalId: 'x-c1' });
    expect(outcomes).toHaveLength(4);
  });

  it('tries again only what failed for a while, and keeps what was confirmed', async () => {
    const vendor = sender(
      (changes) =>
        changes.map((c, i) => (i < 2 ? ok(c) : failed(new RateLimitError('slow', 1))(c))),
      (changes) => changes.map(ok),
    );

    const { outcomes } = await send(vendor);

    expect(vendor.calls).toEqual([
      ['c1', 'c2', 'c3', 'c4'],
      ['c3', 'c4'],
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('halves a batch that is refused whole until the bad row is alone', async () => {
    const vendor = sender((changes) => {
      if (changes.some(({ id }) => id === 'c3')) throw new RequestError('no', 400);
      return changes.map(ok);
    });

    const { outcomes, stop } = await send(vendor);

    expect(stop).toBeUndefined();
    expect(statuses(outcomes)).toEqual({ c1: 'ok', c2: 'ok', c3: 'failed', c4: 'ok' });
  });

  it('halves also when the refusal comes as the same error on several rows', async () => {
    const vendor = sender((changes) => {
      const error = new RequestError('no', 400);
      const isBad = changes.some(({ id }) => id === 'c2');
      return changes.map((c) => (isBad ? failed(error)(c) : ok(c)));
    });

    const { outcomes } = await send(vendor);

    expect(statuses(outcomes)).toEqual({ c1: 'ok', c2: 'failed', c3: 'ok', c4: 'ok' });
  });

  it('stops the run for a revoked credential, with what was confirmed before', async () => {
    const vendor = sender((changes) =>
      changes.map((c, i) => (i === 0 ? ok(c) : failed(new AuthError('revoked'))(c))),
    );

    const { outcomes, stop } = await send(vendor);

    expect(stop).toBeInstanceOf(AuthError);
    expect(statuses(outcomes)).toEqual({ c1: 'ok', c2: 'failed', c3: 'failed', c4: 'failed' });
  });

  it('stops without sending again when the vendor asks for a longer pause than a run waits', async () => {
    const vendor = sender(throwing(new RateLimitError('daily limit', 3_600_000)));

    const { stop } = await send(vendor);

    expect(stop).toBeInstanceOf(RateLimitError);
    expect(vendor.calls).toHaveLength(1);
  });

  it.each([
    ['one too few', (changes: readonly Change[]) => changes.slice(1).map(ok)],
    ['one twice', (changes: readonly Change[]) => [...changes, changes[0]!].map(ok)],
    ['a stranger', (changes: readonly Change[]) => [...changes.slice(1), change(9)].map(ok)],
  ])('takes nothing as confirmed from a plugin that gives %s', async (_, answer) => {
    const { outcomes, stop } = await send(sender(answer));

    expect(stop).toMatchObject({ code: 'CONTRACT_BROKEN' });
    expect(outcomes.filter(({ status }) => status === 'ok')).toEqual([]);
  });

  it('asks for the answers of a job that the vendor finishes later', async () => {
    jest.useFakeTimers();
    const from: Sender = {
      write: (changes) =>
        Promise.resolve(changes.map(({ id }) => ({ id, status: 'pending', job: { n: 1 } }))),
      poll: (_job, changes) =>
        Promise.resolve(
          changes.map((c) => (c.id === 'c2' ? failed(new RecordError('BAD', 'bad'))(c) : ok(c))),
        ),
    };

    const sent = send(from);
    await jest.advanceTimersByTimeAsync(5_000);
    const { outcomes } = await sent;
    jest.useRealTimers();

    expect(statuses(outcomes)).toEqual({ c1: 'ok', c2: 'failed', c3: 'ok', c4: 'ok' });
  });
});
