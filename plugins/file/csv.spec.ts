import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { ConfigError, parseSettings } from '@segue/sdk';
import { contextFor } from '@segue/sdk/testing';
import { file } from './file.source.js';
import { FileSettings } from './settings.js';
import { LONG_AGO, run, useFolder, WRITTEN_AT } from './testing/folder.js';

describe('CSV', () => {
  const folder = useFolder();
  const byEmail = { identifiers: { email: 'E-mail' } };
  const read = async (content: string | Buffer, settings: object = { mapping: byEmail }) =>
    run({ path: await folder.write('a.csv', content), ...settings });
  const emailsOf = (outcome: Awaited<ReturnType<typeof run>>) =>
    outcome.records.map(({ identifiers }) => identifiers.email);

  describe('rows about people', () => {
    it('are profiles, with every column that is not mapped otherwise as a trait', async () => {
      const { records } = await read(
        'Id,E-mail,Plan,Age,Seen\n7,Ann@Example.test,pro,042,2026-01-02\n',
        { mapping: { identifiers: { userId: 'Id', email: 'E-mail' }, observedAt: 'Seen' } },
      );

      expect(records).toEqual([
        {
          kind: 'profile',
          identifiers: { userId: '7', email: 'Ann@Example.test' },
          traits: { Plan: 'pro', Age: '042' },
          observedAt: new Date('2026-01-02T00:00:00Z'),
        },
      ]);
    });

    it('have only the traits that are mapped, when some are', async () => {
      const { records } = await read('E-mail,Plan,Age\na@example.test,pro,42\n', {
        mapping: { ...byEmail, traits: { plan: 'Plan' } },
      });

      expect(records).toMatchObject([{ traits: { plan: 'pro' } }]);
    });

    it('say nothing in an empty cell', async () => {
      const { records } = await read('E-mail,Id,Plan,Age\na@example.test, ,,42\n', {
        mapping: { identifiers: { email: 'E-mail', userId: 'Id' } },
      });

      expect(records).toEqual([
        {
          kind: 'profile',
          identifiers: { email: 'a@example.test' },
          traits: { Age: '42' },
          observedAt: WRITTEN_AT,
        },
      ]);
    });

    it('leave columns without a name out', async () => {
      const { records } = await read('E-mail,,Plan,\na@example.test,x,pro,y\n');

      expect(records).toMatchObject([{ traits: { Plan: 'pro' } }]);
    });
  });

  describe('rows about events', () => {
    it('are events of one name, with the other columns as properties', async () => {
      const { records } = await read(
        'E-mail,When,Ref,Total\na@example.test,2026-01-02T10:00:00+01:00,o-1,12\n',
        {
          mapping: {
            ...byEmail,
            event: { name: 'Order Completed', occurredAt: 'When', messageId: 'Ref' },
          },
        },
      );

      expect(records).toEqual([
        {
          kind: 'event',
          identifiers: { email: 'a@example.test' },
          event: 'Order Completed',
          properties: { Total: '12' },
          occurredAt: new Date('2026-01-02T09:00:00Z'),
          messageId: 'o-1',
        },
      ]);
    });

    it('take their name from a column', async () => {
      const { records, rejected } = await read(
        `E-mail,What,A,B\na@example.test,Opened,1,2\nb@example.test,,1,2\nc@example.test,${'x'.repeat(201)},1,2\n`,
        { mapping: { ...byEmail, event: { name: { column: 'What' }, properties: { a: 'A' } } } },
      );

      expect(records).toMatchObject([{ event: 'Opened', properties: { a: '1' } }]);
      expect(rejected).toMatchObject([
        { code: 'MISSING_EVENT', position: 'line 3' },
        { code: 'EVENT_NAME_TOO_LONG', position: 'line 4' },
      ]);
    });

    it('get an id from where they stand when they have none', async () => {
      const settings = { mapping: { ...byEmail, event: { name: 'Opened' } } };
      const row = 'a@example.test\n';

      const first = await read(`E-mail\n${row}${row}`, settings);
      const grown = await read(`E-mail\n${row}${row}${row}`, settings);

      expect(
        new Set(grown.records.map((record) => 'messageId' in record && record.messageId)).size,
      ).toBe(3);
      expect(grown.records.slice(0, 2)).toEqual(first.records);
    });
  });

  describe('splitting', () => {
    it('keeps delimiters, quotes and line ends that stand in quotes', async () => {
      const { records } = await read('E-mail,Note\r\na@example.test,"one, ""two""\r\nthree\n"\r\n');

      expect(records).toMatchObject([{ traits: { Note: 'one, "two"\r\nthree\n' } }]);
    });

    it('numbers a row by its first line', async () => {
      const { rejected } = await read('E-mail,Note\n"a\n\nb",x\n!\n');

      expect(rejected).toMatchObject([{ code: 'WRONG_COLUMN_COUNT', position: 'line 5' }]);
    });

    it.each([',', ';', '\t', '|'])(
      'finds out that cells are separated by %j',
      async (delimiter) => {
        const rows = [
          ['"Name, first; then | last"', 'E-mail', 'Plan'],
          ['Ann', 'a@example.test', 'pro'],
        ];

        const { records } = await read(rows.map((row) => `${row.join(delimiter)}\n`).join(''));

        expect(records).toMatchObject([
          { identifiers: { email: 'a@example.test' }, traits: { Plan: 'pro' } },
        ]);
      },
    );

    it('separates by the delimiter that is set', async () => {
      const { records } = await read('E-mail|a,b,c\na@example.test|1,2,3\n', {
        mapping: byEmail,
        delimiter: '|',
      });

      expect(records).toMatchObject([{ traits: { 'a,b,c': '1,2,3' } }]);
    });

    it('takes an inch mark within a cell as text', async () => {
      const outcome = await read('E-mail,Size\na@example.test,5" pipe\nb@example.test,6\n');

      expect(emailsOf(outcome)).toEqual(['a@example.test', 'b@example.test']);
      expect(outcome.records[0]).toMatchObject({ traits: { Size: '5" pipe' } });
    });

    it('takes a byte order mark, a file without rows, and a single column', async () => {
      expect(emailsOf(await read('\uFEFFE-mail\na@example.test\n'))).toEqual(['a@example.test']);
      expect(await read('E-mail,Plan\n')).toMatchObject({ records: [], rejected: [], notes: [] });
    });

    it('skips empty rows, also those of empty cells', async () => {
      const outcome = await read('\n\nE-mail,Plan\n\r\n,\n  \na@example.test,pro\n , \n');

      expect(emailsOf(outcome)).toEqual(['a@example.test']);
      expect(outcome.rejected).toEqual([]);
    });

    it('reads a compressed file', async () => {
      const path = await folder.write('a.CSV.GZ', gzipSync('E-mail\na@example.test\n'));

      expect(emailsOf(await run({ path, mapping: byEmail }))).toEqual(['a@example.test']);
    });
  });

  describe('bad rows', () => {
    it('are kept with their line and a reason, and the rest is read', async () => {
      const outcome = await read(
        'E-mail,Seen\na@example.test,2026-02-30\nb@example.test\n,2026-01-01\nc@example.test,1,2\nd@example.test,2026-01-01\n',
        { mapping: { ...byEmail, observedAt: 'Seen' } },
      );

      expect(emailsOf(outcome)).toEqual(['d@example.test']);
      expect(outcome.rejected).toMatchObject([
        { code: 'INVALID_TIMESTAMP', position: 'line 2', raw: 'a@example.test,2026-02-30' },
        { code: 'WRONG_COLUMN_COUNT', position: 'line 3' },
        { code: 'NO_IDENTIFIER', position: 'line 4' },
        { code: 'WRONG_COLUMN_COUNT', position: 'line 5' },
      ]);
    });

    it('have reasons without personal data', async () => {
      const { rejected } = await read('E-mail,Seen\nann@example.test,Ann\nann@example.test\n', {
        mapping: { ...byEmail, observedAt: 'Seen' },
      });

      expect(rejected.map(({ reason }) => reason).join()).not.toMatch(/ann/i);
      expect(rejected).toHaveLength(2);
    });

    it('do not swallow the rows behind a quote that is not closed within 1 MB', async () => {
      const filler = `x@example.test,${'y'.repeat(1000)}\n`.repeat(1100);

      const outcome = await read(
        `E-mail,Note\na@example.test,"oops\nb@example.test,fine\n${filler}`,
      );

      expect(outcome.rejected).toMatchObject([
        { code: 'UNCLOSED_QUOTE', position: 'line 2', raw: 'a@example.test,"oops' },
      ]);
      expect(outcome.records).toHaveLength(1101);
    });

    it('do not swallow the rows up to the end of a file that has rested', async () => {
      const path = await folder.write(
        'a.csv',
        'E-mail,Note\na@example.test,"oops\nb@example.test,fine\n',
        LONG_AGO,
      );

      const outcome = await run({ path, mapping: byEmail });

      expect(outcome.rejected).toMatchObject([{ code: 'UNCLOSED_QUOTE', position: 'line 2' }]);
      expect(emailsOf(outcome)).toEqual(['b@example.test']);
    });

    it('may be longer than 1 MB', async () => {
      const outcome = await read(
        `E-mail,Note\na@example.test,${'x'.repeat(2 ** 20)}\nb@example.test,\n`,
      );

      expect(outcome.rejected).toMatchObject([{ code: 'LINE_TOO_LONG', position: 'line 2' }]);
      expect(emailsOf(outcome)).toEqual(['b@example.test']);
    });
  });

  describe('a header', () => {
    const failureOf = async (content: string | Buffer, settings?: object) => {
      const path = await folder.write('a.csv', content, LONG_AGO);
      const { failure } = await run({ path, mapping: byEmail, ...settings });
      const context = contextFor(file, { path, mapping: byEmail, ...settings });
      const checked: unknown = await file.check(context).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ConfigError);
      expect(checked).toEqual(failure);
      return failure as ConfigError;
    };

    it('that lacks mapped columns fails with the names of both', async () => {
      const failure = await failureOf('Name, Mail \nAnn,a@example.test\n', {
        mapping: { identifiers: { email: 'E-mail' }, observedAt: 'Seen' },
      });

      expect(failure.message).toMatch(
        /a\.csv has no column "E-mail", "Seen"; it has "Name", "Mail"$/,
      );
      expect(Object.keys(failure.problems)).toEqual([
        'mapping.identifiers.email',
        'mapping.observedAt',
      ]);
    });

    it('that is missing does not put a person’s data into the error', async () => {
      const failure = await failureOf('ann@example.test,+49 170 1234567,12345678\n');

      expect(failure.message).toMatch(/it has (\(looks like data\)(, )?){3}$/);
      expect(JSON.stringify(failure.problems)).not.toMatch(/ann|1234/);
    });

    it('that names a column twice fails', async () => {
      const failure = await failureOf('E-mail,Plan,"Plan"\na@example.test,1,2\n');

      expect(failure.message).toMatch(/has more than one column "Plan": name each differently/);
    });

    it('may have spaces around its names', async () => {
      const outcome = await read(' E-mail , Plan\na@example.test,pro\n');

      expect(outcome.records).toMatchObject([{ traits: { Plan: 'pro' } }]);
    });

    it('over 1 MB, or not in UTF-8, fails', async () => {
      expect((await failureOf('x'.repeat(2 ** 21))).message).toMatch(
        /longer than 1 MB, or opens a quote/,
      );
      expect((await failureOf(Buffer.from('E-mail,J\xfcr\n', 'latin1'))).message).toMatch(
        /save it as UTF-8/,
      );
    });

    it('of lines that end in a carriage return alone fails', async () => {
      expect((await failureOf('E-mail,Plan\ra@example.test,pro\r')).message).toMatch(
        /carriage return alone/,
      );
    });

    it('that opens a quote and never closes it fails, instead of hiding all rows', async () => {
      expect((await failureOf('E-mail,"Plan\na@example.test,pro\n')).message).toMatch(
        /opens a quote that is not closed/,
      );
    });

    it('is judged without a line end only when the file has rested', async () => {
      const path = await folder.write('a.csv', 'Mail');
      const check = () => file.check(contextFor(file, { path, mapping: byEmail }));

      await expect(check()).resolves.toBeUndefined();
      expect(await run({ path, mapping: byEmail })).toMatchObject({ notes: ['UNFINISHED_LINE'] });
      await folder.write('a.csv', 'Mail', LONG_AGO);
      await expect(check()).rejects.toThrow(/has no column "E-mail"; it has "Mail"/);
    });

    it('needs a mapping', async () => {
      const path = await folder.write('a.csv', 'E-mail\n');

      await expect(file.check(contextFor(file, { path }))).rejects.toThrow(/say in "mapping"/);
      expect((await run({ path })).failure).toBeInstanceOf(ConfigError);
    });

    it('that is right passes the check', async () => {
      const path = await folder.write('a.csv', 'E-mail,Plan\na@example.test,pro\n');

      const checked = file.check(contextFor(file, { path, mapping: byEmail }));

      await expect(checked).resolves.toBeUndefined();
    });
  });

  describe('settings', () => {
    const problemOf = (settings: object) => {
      const parse = () => parseSettings(FileSettings, { path: 'a.csv', ...settings });
      expect(parse).toThrow(ConfigError);
      return parse;
    };

    it.each([
      [[], 'mapping must map columns'],
      [{}, 'identifiers must map at least one of userId, email'],
      [{ identifiers: {} }, 'identifiers must map at least one'],
      [{ identifiers: { mail: 'E-mail' } }, 'identifiers has no setting "mail"'],
      [{ identifiers: { email: null } }, 'identifiers.email must be the name of a column'],
      [{ ...byEmail, trait: {} }, 'mapping has no setting "trait"'],
      [{ ...byEmail, traits: ['Plan'] }, 'traits must map names to columns'],
      [{ ...byEmail, observedAt: 3 }, 'observedAt must be the name of a column'],
      [{ ...byEmail, event: 'Opened' }, 'event must be a mapping'],
      [{ ...byEmail, event: {} }, 'event.name must be a name'],
      [{ ...byEmail, event: { name: { columns: 'x' } } }, 'event.name must be a name'],
      [
        { ...byEmail, event: { name: 'x'.repeat(201) } },
        'event.name must be a name of at most 200',
      ],
      [{ ...byEmail, event: { name: 'x', time: 'y' } }, 'event has no setting "time"'],
      [
        { ...byEmail, event: { name: 'x' }, traits: { a: 'A' } },
        'traits and observedAt are for rows',
      ],
    ])('say what is wrong with the mapping %j', (mapping, message) => {
      const problems = expect.objectContaining({ mapping: expect.stringContaining(message) });

      expect(problemOf({ mapping })).toThrow(expect.objectContaining({ problems }));
    });

    it.each([{ path: '' }, { format: 'xml' }, { delimiter: 'tab' }])('refuse %j', (settings) => {
      problemOf(settings);
    });
  });
});
