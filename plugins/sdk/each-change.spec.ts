import { describe, expect, it, jest } from '@jest/globals';
import { eachChange } from './each-change.js';
import {
  AuthError,
  ConfigError,
  ContractError,
  RateLimitError,
  RecordError,
  RequestError,
  SkipError,
  TransientError,
} from './errors.js';
import { join } from './testing/destination.js';

const changes = [join(1), join(2), join(3)];

/** Writes every change but the second, which fails with this. */
const failOn2 = (error: unknown) =>
  jest.fn(({ id }: { id: string }) =>
    id === 'change-2'
      ? Promise.reject(error as Error)
      : Promise.resolve({ externalId: `ext-${id}` }),
  );

const ok = (n: number) => ({ id: `change-${n}`, status: 'ok', externalId: `ext-change-${n}` });

describe('eachChange', () => {
  it('confirms each change with the vendor’s id, where there is one', async () => {
    const results = await eachChange(changes, ({ id }) =>
      Promise.resolve(id === 'change-3' ? undefined : { externalId: `ext-${id}` }),
    );

    expect(results).toEqual([ok(1), ok(2), { id: 'change-3', status: 'ok' }]);
  });

  it('writes one change after the other, in order', async () => {
    const steps: string[] = [];

    await eachChange(changes, async ({ id }) => {
      steps.push(`begin ${id}`);
      await Promise.resolve();
      steps.push(`end ${id}`);
    });

    expect(steps).toEqual(['1', '2', '3'].flatMap((n) => [`begin change-${n}`, `end change-${n}`]));
  });

  it('does not let the vendor’s answer name another change', async () => {
    const answer = { externalId: 'ext', id: 'change-9', status: 'failed' };

    const results = await eachChange([join(1)], () => Promise.resolve(answer));

    expect(results).toEqual([{ id: 'change-1', status: 'ok', externalId: 'ext' }]);
  });

  it.each([new RecordError('BAD_EMAIL', 'no address'), new RequestError('bad', 400)])(
    'carries on behind a $name',
    async (error) => {
      const results = await eachChange(changes, failOn2(error));

      expect(results).toEqual([ok(1), { id: 'change-2', status: 'failed', error }, ok(3)]);
    },
  );

  it('leaves a change out on SkipError, with code and reason', async () => {
    const results = await eachChange(changes, failOn2(new SkipError('NO_EMAIL', 'has no e-mail')));

    expect(results).toEqual([
      ok(1),
      { id: 'change-2', status: 'skipped', code: 'NO_EMAIL', reason: 'has no e-mail' },
      ok(3),
    ]);
  });

  it.each([
    new AuthError('revoked'),
    new ConfigError('wrong'),
    new RateLimitError('slow down', 1000),
    new TransientError('down'),
    new ContractError('broken'),
  ])('keeps what was written and settles the rest with a $name', async (error) => {
    const write = failOn2(error);

    const results = await eachChange(changes, write);

    expect(results).toEqual([
      ok(1),
      { id: 'change-2', status: 'failed', error },
      { id: 'change-3', status: 'failed', error },
    ]);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it('takes anything else thrown for a broken contract', async () => {
    const [, second] = await eachChange(changes, failOn2(new TypeError('x is undefined')));

    expect(second).toMatchObject({ status: 'failed', error: { code: 'CONTRACT_BROKEN' } });
  });

  it('gives no result for no change', async () => {
    await expect(eachChange([], failOn2(new TransientError('down')))).resolves.toEqual([]);
  });
});
