import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SecretRotation } from './secret-rotation.js';
import { Secrets } from './secrets.js';

const aKey = (): string => randomBytes(32).toString('base64');

describe('secrets', () => {
  it('come back as they were, whatever is in them', () => {
    const secrets = Secrets.from({ SEGUE_SECRET_KEY: aKey() });

    for (const plain of ['', 'pat-eu1', 'a.b.c', 'ключ 🔑', 'x'.repeat(100_000)]) {
      expect(secrets.open(secrets.seal(plain))).toBe(plain);
    }
  });

  it('are sealed differently each time, and show nothing', () => {
    const secrets = Secrets.from({ SEGUE_SECRET_KEY: aKey() });

    const [first, second] = [secrets.seal('hunter2hunter2'), secrets.seal('hunter2hunter2')];

    expect(first).not.toBe(second);
    expect(first).not.toContain('hunter2');
    expect(first).not.toContain(Buffer.from('hunter2').toString('base64url').slice(0, 8));
  });

  it.each([
    ['hex', (bytes: Buffer) => bytes.toString('hex')],
    ['base64', (bytes: Buffer) => bytes.toString('base64')],
    ['base64url without padding', (bytes: Buffer) => bytes.toString('base64url')],
    ['base64 with a line end', (bytes: Buffer) => `${bytes.toString('base64')}\n`],
  ])('take the same key in %s', (_name, write) => {
    const bytes = randomBytes(32);
    const sealed = Secrets.from({ SEGUE_SECRET_KEY: bytes.toString('hex') }).seal('s');

    expect(Secrets.from({ SEGUE_SECRET_KEY: write(bytes) }).open(sealed)).toBe('s');
  });

  it.each(['short', 'a'.repeat(63), '!'.repeat(44), randomBytes(16).toString('base64')])(
    'refuse the key %s without quoting it',
    (text) => {
      const read = () => Secrets.from({ SEGUE_SECRET_KEY: text });

      expect(read).toThrow(/^SEGUE_SECRET_KEY must be 32 bytes/);
      expect(read).not.toThrow(text);
    },
  );

  it('are not stored without a key, and the problem says how to make one', () => {
    expect(() => Secrets.from({}).seal('s')).toThrow(/SEGUE_SECRET_KEY .*randomBytes\(32\)/);
  });

  it.each([4, 12, 20, -1])('are not opened when character %i was changed', (at) => {
    const secrets = Secrets.from({ SEGUE_SECRET_KEY: aKey() });
    const characters = [...secrets.seal('secret')];
    const index = at < 0 ? characters.length - 3 : at;
    characters[index] = characters[index] === 'a' ? 'b' : 'a';

    expect(() => secrets.open(characters.join(''))).toThrow(/sealed with a key that is not here/);
  });

  it.each([
    '',
    'plain',
    'v1.',
    'v1.00000000.x.y',
    'v2.00000000.aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaa',
  ])('are not opened from "%s"', (text) => {
    expect(() => Secrets.from({ SEGUE_SECRET_KEY: aKey() }).open(text)).toThrow(
      expect.objectContaining({ code: 'SECRET_UNREADABLE' }),
    );
  });
});

describe('the rotation of the key', () => {
  const [old, current] = [aKey(), aKey()];

  function storeOf(sealed: string[]) {
    return {
      sealed,
      resealAll: (reseal: (text: string) => string) => {
        let resealed = 0;
        sealed.forEach((text, index) => {
          const next = reseal(text);
          if (next !== text) resealed += 1;
          sealed[index] = next;
        });
        return Promise.resolve({ secrets: sealed.length, resealed });
      },
    };
  }

  it('brings everything under the new key, once', async () => {
    const before = Secrets.from({ SEGUE_SECRET_KEY: old });
    const secrets = Secrets.from({ SEGUE_SECRET_KEY: current, SEGUE_SECRET_KEY_PREVIOUS: old });
    const stores = [storeOf([before.seal('a'), secrets.seal('b')]), storeOf([before.seal('c')])];
    const rotation = new SecretRotation(secrets);
    for (const store of stores) rotation.add(store);

    expect(await rotation.rotate()).toEqual({ secrets: 3, resealed: 2 });
    expect(await rotation.rotate()).toEqual({ secrets: 3, resealed: 0 });
    const after = Secrets.from({ SEGUE_SECRET_KEY: current });
    expect(stores.flatMap(({ sealed }) => sealed.map((text) => after.open(text)))).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('says so when one is under neither key', async () => {
    const rotation = new SecretRotation(Secrets.from({ SEGUE_SECRET_KEY: current }));
    rotation.add(storeOf([Secrets.from({ SEGUE_SECRET_KEY: old }).seal('a')]));

    await expect(rotation.rotate()).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });
});
