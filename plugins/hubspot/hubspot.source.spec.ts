import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { TransientError, type Page, type SourceRecord } from '@segue/sdk';
import { contextFor, itBehavesLikeASource, NOW, readAll } from '@segue/sdk/testing';
import type { Checkpoint } from './checkpoint.js';
import { hubspot } from './hubspot.source.js';

const ORIGIN = 'https://api.hubapi.com';
const CONTACTS = '/crm/v3/objects/contacts';
const settings = { accessToken: 'pat-test-secret', properties: ['email', 'plan'] };

interface FakeContact {
  id: string;
  properties: Record<string, string | null>;
  archivedAt?: string;
}

const contact = (id: number, changedAt: string, properties: object = {}): FakeContact => ({
  id: String(id),
  properties: {
    hs_object_id: String(id),
    email: `p${id}@example.test`,
    lastmodifieddate: changedAt,
    ...properties,
  },
});
const archived = (id: number, archivedAt: string): FakeContact => ({
  ...contact(id, archivedAt),
  archivedAt,
});
const range = (from: number, count: number, changedAt: string) =>
  Array.from({ length: count }, (_, n) => contact(from + n, changedAt));

const byId = (a: FakeContact, b: FakeContact) => Number(a.id) - Number(b.id);
const page = (contacts: FakeContact[], after: number, limit: number) => ({
  results: contacts.slice(after, after + limit),
  ...(after + limit < contacts.length
    ? { paging: { next: { after: String(after + limit) } } }
    : {}),
});

interface SearchBody {
  filterGroups: { filters: { propertyName: string; operator: string; value: string }[] }[];
  properties: string[];
  limit: number;
  after?: string;
}

/**
 * A HubSpot that holds these contacts: lists, searches and pages as the real one does.
 *
 * @returns the bodies of the searches so far
 */
function fakeHubspot(
  contacts: FakeContact[],
  { onSearch = () => undefined }: { onSearch?: (call: number) => void } = {},
): SearchBody[] {
  nock.cleanAll();
  const searches: SearchBody[] = [];
  nock(ORIGIN, { reqheaders: { authorization: 'Bearer pat-test-secret' } })
    .persist()
    .get(CONTACTS)
    .query(true)
    .reply((uri) => {
      const query = new URL(uri, ORIGIN).searchParams;
      const bin = query.get('archived') === 'true';
      const held = contacts.filter((c) => (c.archivedAt !== undefined) === bin).sort(byId);
      return [200, page(held, Number(query.get('after')), Number(query.get('limit')))];
    })
    .post(`${CONTACTS}/search`)
    .reply(200, (_uri, body) => {
      const search = body as unknown as SearchBody;
      searches.push(search);
      onSearch(searches.length);
      const [since, until, afterId] = search.filterGroups[0]!.filters.map(({ value }) =>
        Number(value),
      );
      const found = contacts.filter((c) => {
        const changedAt = Date.parse(c.properties['lastmodifieddate']!);
        const isInRange = changedAt >= since! && changedAt <= until!;
        return c.archivedAt === undefined && isInRange && Number(c.id) > (afterId ?? 0);
      });
      return {
        total: found.length,
        ...page(found.sort(byId), Number(search.after ?? 0), search.limit),
      };
    })
    .post(`${CONTACTS}/batch/read`)
    .reply(207, (_uri, body) => {
      const { inputs } = body as unknown as { inputs: { id: string }[] };
      return {
        results: contacts.filter((c) => {
          const ids = [c.id, ...(c.properties['hs_merged_object_ids'] ?? '').split(';')];
          return c.archivedAt === undefined && inputs.some(({ id }) => ids.includes(id));
        }),
      };
    });
  return searches;
}

const recordsOf = (pages: readonly Page<unknown>[]): SourceRecord[] =>
  pages.flatMap(({ records }) => records);
const idsOf = (pages: readonly Page<unknown>[], kind: SourceRecord['kind'] = 'profile') =>
  recordsOf(pages)
    .filter((record) => record.kind === kind)
    .map(({ identifiers }) => identifiers.externalId);
const last = (pages: readonly Page<Checkpoint>[]): Checkpoint => pages.at(-1)!.checkpoint;
const minutesAfterNow = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const laterBy = (minutes: number) => ({ now: minutesAfterNow(minutes) });

/** What was changed long before the first read of a test. */
const LONG_AGO = '2025-06-01T00:00:00.000Z';

describe('hubspot', () => {
  itBehavesLikeASource(hubspot, {
    origins: [ORIGIN],
    settings,
    arrange: () => {
      fakeHubspot([
        ...range(1, 150, LONG_AGO),
        ...range(9_900, 250, minutesAfterNow(-2).toISOString()),
        archived(20_000, minutesAfterNow(-1).toISOString()),
        archived(20_001, minutesAfterNow(-1).toISOString()),
      ]);
    },
  });

  describe('on the first read', () => {
    it('lists all contacts with the properties it needs', async () => {
      const list = nock(ORIGIN)
        .get(CONTACTS)
        .query({
          limit: 100,
          archived: false,
          properties:
            'hs_object_id,lastmodifieddate,email,hs_additional_emails,hs_calculated_merged_vids,hs_merged_object_ids,plan',
        })
        .reply(200, { results: [contact(1, LONG_AGO)] });

      const [first] = await takePages(hubspot.read!(contextFor(hubspot, settings), undefined), 1);

      expect(list.isDone()).toBe(true);
      expect(idsOf([first!])).toEqual(['1']);
    });

    it('reads each of them once', async () => {
      fakeHubspot(range(1, 201, LONG_AGO));

      const pages = await readAll(hubspot, settings);

      expect(idsOf(pages)).toEqual(Array.from({ length: 201 }, (_, n) => String(n + 1)));
    });

    it('finds what changed while it went on', async () => {
      const ada = contact(1, LONG_AGO, { plan: 'free' });
      fakeHubspot([ada, ...range(2, 150, LONG_AGO)]);
      const ctx = contextFor(hubspot, settings);
      const [first] = await takePages(hubspot.read!(ctx, undefined), 1);
      ada.properties['plan'] = 'pro';
      ada.properties['lastmodifieddate'] = minutesAfterNow(1).toISOString();

      const pages = await readAll(hubspot, settings, first!.checkpoint, laterBy(10));

      expect(recordsOf(pages)).toContainEqual(
        expect.objectContaining({ traits: { email: 'p1@example.test', plan: 'pro' } }),
      );
    });

    it('reports no contact as deleted that was archived before', async () => {
      fakeHubspot([contact(1, LONG_AGO), archived(2, '2026-01-01T00:00:00.000Z')]);

      expect(idsOf(await readAll(hubspot, settings), 'deleted')).toEqual([]);
    });

    it('reports a contact that was archived while it went on', async () => {
      const ada: FakeContact = contact(1, LONG_AGO);
      fakeHubspot([ada, ...range(2, 150, LONG_AGO)]);
      const ctx = contextFor(hubspot, settings);
      const [first] = await takePages(hubspot.read!(ctx, undefined), 1);
      ada.archivedAt = minutesAfterNow(1).toISOString();

      const pages = await readAll(hubspot, settings, first!.checkpoint, laterBy(10));

      expect(idsOf(pages, 'deleted')).toEqual(['1']);
    });

    it('searches from the start date on, if there is one, and lists nothing', async () => {
      const searches = fakeHubspot([
        contact(1, '2025-12-31T23:59:59.999Z'),
        contact(2, '2026-01-01T00:00:00.000Z'),
      ]);

      const pages = await readAll(hubspot, { ...settings, startDate: '2026-01-01' });

      expect(idsOf(pages)).toEqual(['2']);
      expect(searches).toEqual([
        {
          filterGroups: [
            {
              filters: [
                {
                  propertyName: 'lastmodifieddate',
                  operator: 'GTE',
                  value: String(Date.parse('2026-01-01')),
                },
                {
                  propertyName: 'lastmodifieddate',
                  operator: 'LTE',
                  value: String(NOW.getTime() - 30_000),
                },
              ],
            },
          ],
          sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
          properties: [
            'hs_object_id',
            'lastmodifieddate',
            'email',
            'hs_additional_emails',
            'hs_calculated_merged_vids',
            'hs_merged_object_ids',
            'plan',
          ],
          limit: 200,
        },
      ]);
    });
  });

  describe('on a later read', () => {
    it('reads only what changed since', async () => {
      const contacts = range(1, 120, LONG_AGO);
      fakeHubspot(contacts);
      const before = last(await readAll(hubspot, settings));
      contacts[7]!.properties['lastmodifieddate'] = minutesAfterNow(5).toISOString();

      const pages = await readAll(hubspot, settings, before, laterBy(15));

      expect(idsOf(pages)).toEqual(['8']);
    });

    it('reads a contact that reached the search index late', async () => {
      fakeHubspot([contact(1, LONG_AGO)]);
      const before = last(await readAll(hubspot, settings));
      fakeHubspot([contact(1, LONG_AGO), contact(2, minutesAfterNow(-4).toISOString())]);

      const pages = await readAll(hubspot, settings, before, laterBy(15));

      expect(idsOf(pages)).toEqual(['2']);
    });

    it('reads all of 10,450 contacts that one import changed at the same instant', async () => {
      const searches = fakeHubspot([contact(1, LONG_AGO)]);
      const before = last(await readAll(hubspot, settings));
      const imported = range(5_000, 10_450, minutesAfterNow(5).toISOString());
      const later = fakeHubspot(imported);

      const pages = await readAll(hubspot, settings, before, laterBy(15));

      expect(new Set(idsOf(pages)).size).toBe(10_450);
      expect(searches).toHaveLength(1);
      expect(later).toHaveLength(53);
      expect(later.filter(({ after }) => after !== undefined)).toEqual([]);
    });

    it('loses nobody when contacts change again while it walks through them', async () => {
      const imported = range(5_000, 600, minutesAfterNow(5).toISOString());
      fakeHubspot([contact(1, LONG_AGO)]);
      const before = last(await readAll(hubspot, settings));
      fakeHubspot(imported, {
        onSearch: (call) => {
          const changedAgain = imported[call]!;
          changedAgain.properties['lastmodifieddate'] = minutesAfterNow(16).toISOString();
        },
      });

      const pages = await readAll(hubspot, settings, before, laterBy(15));
      const next = await readAll(hubspot, settings, last(pages), laterBy(30));

      expect(new Set([...idsOf(pages), ...idsOf(next)]).size).toBe(600);
    });

    it('resumes in the middle with the same range', async () => {
      const contacts = range(1, 450, minutesAfterNow(5).toISOString());
      fakeHubspot([]);
      const before = last(await readAll(hubspot, settings));
      const searches = fakeHubspot(contacts);
      const [first] = await takePages(
        hubspot.read!(
          contextFor(hubspot, settings, { now: minutesAfterNow(15) }),
          structuredClone(before),
        ),
        1,
      );

      const rest = await readAll(hubspot, settings, first!.checkpoint, laterBy(60));

      expect(idsOf([first!, ...rest])).toEqual(contacts.map(({ id }) => id));
      const ends = searches.map(({ filterGroups }) => filterGroups[0]!.filters[1]!.value);
      expect(new Set(ends)).toEqual(new Set([String(minutesAfterNow(14.5).getTime())]));
    });

    it('goes on after an empty page that is not the last one', async () => {
      fakeHubspot([]);
      const before = last(await readAll(hubspot, settings));
      nock.cleanAll();
      nock(ORIGIN)
        .post(`${CONTACTS}/search`, (body) => !('after' in body))
        .reply(200, { results: [], paging: { next: { after: '200' } } })
        .post(`${CONTACTS}/search`, (body) => body.after === '200')
        .reply(200, { results: [contact(7, minutesAfterNow(5).toISOString())] })
        .get(CONTACTS)
        .query({ limit: 100, archived: true, properties: 'hs_object_id' })
        .reply(200, { results: [] });

      const pages = await readAll(hubspot, settings, before, laterBy(15));

      expect(idsOf(pages)).toEqual(['7']);
    });

    it('reads everything again when the properties change, and forgets no deletion', async () => {
      const ada: FakeContact = contact(1, LONG_AGO, { plan: 'pro', city: 'Ulm' });
      const bob: FakeContact = contact(2, LONG_AGO);
      fakeHubspot([ada, bob]);
      const before = last(await readAll(hubspot, settings));
      bob.archivedAt = minutesAfterNow(1).toISOString();

      const pages = await readAll(
        hubspot,
        { ...settings, properties: ['city'] },
        before,
        laterBy(60),
      );

      expect(recordsOf(pages)).toEqual([
        expect.objectContaining({ kind: 'profile', traits: { city: 'Ulm' } }),
        expect.objectContaining({ kind: 'deleted', identifiers: { externalId: '2' } }),
      ]);
    });

    it('reads nothing again when the same properties are merely written in another order', async () => {
      fakeHubspot([contact(1, LONG_AGO)]);
      const before = last(await readAll(hubspot, settings));

      const reordered = { ...settings, properties: ['plan', 'email'] };
      const pages = await readAll(hubspot, reordered, before, laterBy(60));

      expect(recordsOf(pages)).toEqual([]);
    });
  });

  describe('of the recycle bin', () => {
    it('reports a contact as deleted and does not repeat it for ever', async () => {
      const contacts: FakeContact[] = range(1, 3, LONG_AGO);
      fakeHubspot(contacts);
      const before = last(await readAll(hubspot, settings));
      contacts[1]!.archivedAt = minutesAfterNow(5).toISOString();

      const second = await readAll(hubspot, settings, before, laterBy(15));
      const third = await readAll(hubspot, settings, last(second), laterBy(30));

      expect(recordsOf(second)).toEqual([
        {
          kind: 'deleted',
          identifiers: { externalId: '2' },
          observedAt: minutesAfterNow(5),
        },
      ]);
      expect(recordsOf(third)).toEqual([]);
    });

    it('reports a contact that a slower clock than ours dated back to before the last read', async () => {
      const ada: FakeContact = contact(1, LONG_AGO);
      fakeHubspot([ada]);
      const before = last(await readAll(hubspot, settings));
      ada.archivedAt = minutesAfterNow(-4).toISOString();

      const pages = await readAll(hubspot, settings, before, laterBy(15));

      expect(idsOf(pages, 'deleted')).toEqual(['1']);
    });

    it('finds what came into it on a page that the walk had passed', async () => {
      const bin = Array.from({ length: 150 }, (_, n) => archived(n + 2, LONG_AGO));
      const ada: FakeContact = contact(1, LONG_AGO);
      fakeHubspot([ada, ...bin]);
      const before = last(await readAll(hubspot, settings));
      const ctx = contextFor(hubspot, settings, { now: minutesAfterNow(15) });
      const read = hubspot.read!(ctx, before);
      const passed = await takePages(read, 2);
      ada.archivedAt = minutesAfterNow(16).toISOString();
      const rest = await readAll(hubspot, settings, passed.at(-1)!.checkpoint, laterBy(17));

      const next = await readAll(hubspot, settings, last(rest), laterBy(30));

      expect(idsOf(next, 'deleted')).toEqual(['1']);
    });

    it('does not report a contact as deleted that was merged into another', async () => {
      const ada: FakeContact = contact(1, LONG_AGO);
      const contacts = [ada, contact(2, LONG_AGO)];
      fakeHubspot(contacts);
      const before = last(await readAll(hubspot, settings));
      for (const merged of contacts) merged.archivedAt = minutesAfterNow(5).toISOString();
      fakeHubspot([
        ...contacts,
        contact(3, minutesAfterNow(5).toISOString(), { hs_merged_object_ids: '1;2' }),
      ]);

      const pages = await readAll(hubspot, settings, before, laterBy(15));

      expect(idsOf(pages)).toEqual([['3', '1', '2']]);
      expect(idsOf(pages, 'deleted')).toEqual([]);
    });
  });

  describe('with a broken answer', () => {
    it.each([
      ['without results', { total: 0 }],
      ['with results of another type', { results: {} }],
      ['that is a list', []],
      ['with a next page but no cursor', { results: [], paging: { next: {} } }],
    ])('throws instead of taking an answer %s for the last page', async (_, body) => {
      nock(ORIGIN).get(CONTACTS).query(true).reply(200, body);

      await expect(readAll(hubspot, settings)).rejects.toThrow(TransientError);
    });

    it('rejects a bad contact and reads the others of its page', async () => {
      const nameless: Partial<FakeContact> = { properties: {} };
      nock(ORIGIN)
        .get(CONTACTS)
        .query(true)
        .reply(200, { results: [nameless, null, contact(3, LONG_AGO)] });

      const [first] = await takePages(hubspot.read!(contextFor(hubspot, settings), undefined), 1);

      expect(idsOf([first!])).toEqual(['3']);
      expect(first!.rejected?.map(({ code, position }) => [code, position])).toEqual([
        ['INVALID_CONTACT', 'result 0'],
        ['INVALID_CONTACT', 'result 1'],
      ]);
    });

    it('throws when a list does not get any further', async () => {
      nock(ORIGIN)
        .get(CONTACTS)
        .query(true)
        .twice()
        .reply(200, { results: [], paging: { next: { after: '5' } } });

      await expect(readAll(hubspot, settings)).rejects.toThrow('the same page of contacts twice');
    });

    it('throws when found contacts are not sorted by number, because it would skip some', async () => {
      nock(ORIGIN)
        .post(`${CONTACTS}/search`)
        .reply(200, { results: [contact(10, LONG_AGO), contact(9, LONG_AGO)] });

      await expect(readAll(hubspot, { ...settings, startDate: '2020-01-01' })).rejects.toThrow(
        'did not sort the contacts',
      );
    });
  });

  it('keeps the body of a search below the 3,000 characters that HubSpot takes', async () => {
    const searches = fakeHubspot([]);
    const properties = Array.from({ length: 100 }, (_, n) => `a_${String(n).padStart(18, '_')}`);

    await readAll(hubspot, { ...settings, properties, startDate: '2020-01-01' });

    expect(JSON.stringify(searches[0]).length).toBeLessThan(3_000);
  });
});

async function takePages(
  read: AsyncGenerator<Page<Checkpoint>, void, void>,
  count: number,
): Promise<Page<Checkpoint>[]> {
  const pages: Page<Checkpoint>[] = [];
  for await (const next of read) {
    pages.push(next);
    if (pages.length === count) break;
  }
  return pages;
}
