import { describe, expect, it } from '@jest/globals';
import type { Member, Notification } from '@segue/sdk';
import { notification } from '@segue/sdk/testing';
import { MEMBERS_SHOWN, renderMessage } from './render-message.js';

const member = (fields: Member['fields'], email?: string): Member => ({
  profileId: 'p-1',
  fields,
  ...(email === undefined ? {} : { email }),
});

const render = (
  news: Partial<Notification>,
  joined: readonly Member[] = [],
  fields: readonly string[] = ['email'],
  left: readonly Member[] = [],
) => renderMessage(notification(news), { joined, left, fields });

/** Every text of the blocks, in the order in which it is read. */
function textsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsOf(inner),
  );
}

describe('renderMessage', () => {
  it('writes large numbers with separators', () => {
    const { text } = render({ joined: 1234, left: 0, updated: 5678, size: 1_234_567 });

    expect(text).toBe('VIP: 1,234 joined, 0 left, 5,678 changed, now 1,234,567 members');
  });

  it.each([
    [0, 'now 0 members'],
    [1, 'now 1 member'],
    [2, 'now 2 members'],
  ])('says the right word for a size of %i', (size, words) => {
    expect(render({ size }).text.endsWith(words)).toBe(true);
  });

  it('tells nothing but the size in the first message', () => {
    const { text, blocks } = renderMessage(notification({ isFirst: true, size: 1 }));

    expect(text).toBe('VIP: now 1 member');
    expect(textsOf(blocks)).toEqual([
      'VIP',
      'Now *1 member*',
      'Acme · 2026-01-15T12:00:00.000Z · delivery n-1',
    ]);
  });

  it('lists those who joined and those who left', () => {
    const { blocks } = render(
      { joined: 1, left: 1 },
      [member({}, 'ada@example.test')],
      ['email'],
      [member({}, 'bob@example.test')],
    );

    expect(textsOf(blocks)).toEqual(
      expect.arrayContaining(['*Joined*\n• ada@example.test', '*Left*\n• bob@example.test']),
    );
  });

  it.each([
    [
      'the mapped fields in their order',
      { A: 'x', B: 2, C: true },
      ['B', 'A', 'C'],
      '2 · x · true',
    ],
    ['a mapped field instead of the address', { email: 'work@x.test' }, ['email'], 'work@x.test'],
    ['lists and objects as JSON', { A: ['x'], B: { c: 1 } }, ['A', 'B'], '["x"] · {"c":1}'],
    ['nothing for what is cleared', { A: null, B: 'b' }, ['A', 'B'], 'b'],
    ['the profile when the fields say nothing', { A: null }, ['A', 'constructor'], 'profile p-1'],
    ['one line for a value of many', { A: 'x\n• y@x.test' }, ['A'], 'x • y@x.test'],
  ])('names a person by %s', (_, fields, names, shown) => {
    const { blocks } = render({ joined: 1 }, [member(fields, 'ada@example.test')], names);

    expect(textsOf(blocks)).toContain(`*Joined*\n• ${shown}`);
  });

  it('lets no name, workspace or id ping anybody', () => {
    const evil = '<!channel> <@U012AB3CD> & co';
    const message = render(
      {
        id: evil,
        workspace: evil,
        segment: { key: 'evil', name: evil },
        joined: 1,
      },
      [member({}, evil)],
    );

    expect(JSON.stringify(message)).not.toMatch(/<[!@#]/);
    expect(message.text).toContain('&lt;!channel&gt; &lt;@U012AB3CD&gt; &amp; co: ');
    expect(textsOf(message.blocks)).toEqual(
      expect.arrayContaining([
        '‹!channel› ‹@U012AB3CD› & co',
        '*Joined*\n• &lt;!channel&gt; &lt;@U012AB3CD&gt; &amp; co',
      ]),
    );
  });

  it('says how many members are not listed', () => {
    const { blocks } = render({ joined: 1125 }, Array(2).fill(member({}, 'a@x.test')) as Member[]);

    expect(textsOf(blocks)).toContain('*Joined*\n• a@x.test\n• a@x.test\n… and 1,123 more');
  });

  it.each([
    ['escapes that make them five times as long', '&'.repeat(5000)],
    ['a list that just fits without its last line', 'x'.repeat(116)],
  ])('stays within the limits of Slack with %s', (_, name) => {
    const people = Array.from({ length: MEMBERS_SHOWN }, () => member({ A: name }));
    const numbers = { joined: 1e12, left: 1e12, updated: 1e12, size: 1e12 };
    const names = { id: name, workspace: name, segment: { key: 'x', name } };

    const { blocks } = render({ ...names, ...numbers }, people, ['A'], people);

    const texts = textsOf(blocks);
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(texts[0]!.length).toBeLessThanOrEqual(150);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(3000);
    expect(texts.join('').length).toBeLessThanOrEqual(10_000);
    expect(texts.filter((text) => /… and 999,999,999,9\d\d more$/.test(text))).toHaveLength(2);
  });

  it('cuts a name between characters, not inside one', () => {
    const name = `${'a'.repeat(148)}😀😀`;

    const [header] = textsOf(render({ segment: { key: 'x', name } }).blocks);

    expect(header).toBe(`${'a'.repeat(148)}…`);
  });

  it('falls back to the key of a segment without a name', () => {
    expect(render({ segment: { key: 'vip', name: '  ' } }).text).toMatch(/^vip: /);
  });
});
