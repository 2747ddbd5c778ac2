import { describe, expect, it } from '@jest/globals';
import type { Page, Source } from '../connector.js';
import { TransientError } from '../errors.js';
import { contextFor, readAll } from './context.js';
import { answerEverythingWith, itKeepsTheContract, type Case } from './contract.js';

/**
 * The rules that every pull source obeys. A plugin's spec calls this once, and adds only what is special about its vendor.
 *
 * @param arrange  fakes the vendor (with nock) so that a full read takes at least two pages
 */
export function itBehavesLikeASource<S extends object, State>(
  source: Source<S, State>,
  given: Case & { readonly arrange: () => void | Promise<void> },
): void {
  const { settings, arrange, origins } = given;
  const contents = (pages: readonly Page<State>[]) =>
    pages.flatMap((page) => page.records.map((record) => JSON.stringify(record)));

  describe(`${source.key}, as a source,`, () => {
    itKeepsTheContract(source, given, () => readAll(source, settings));

    it('yields checkpoints that JSON can hold', async () => {
      await arrange();

      for (const { checkpoint } of await readAll(source, settings)) {
        expect(JSON.parse(JSON.stringify(checkpoint))).toEqual(checkpoint);
      }
    });

    it('loses no record when it resumes from any checkpoint', async () => {
      await arrange();
      const pages = await readAll(source, settings);
      expect(pages.length).toBeGreaterThan(1);

      for (const [index, { checkpoint }] of pages.entries()) {
        const state = JSON.parse(JSON.stringify(checkpoint)) as State;
        const resumed = await readAll(source, settings, state);
        const seen = new Set([...contents(pages.slice(0, index + 1)), ...contents(resumed)]);
        expect(contents(pages).filter((record) => !seen.has(record))).toEqual([]);
      }
    });

    it('gives the same records when it is read twice', async () => {
      await arrange();

      expect(contents(await readAll(source, settings))).toEqual(
        contents(await readAll(source, settings)),
      );
    });

    if (origins.length === 0) return;

    it('throws instead of ending in silence when the vendor goes down', async () => {
      answerEverythingWith(origins, { status: 502, body: '<html>bad gateway</html>' });

      await expect(readAll(source, settings)).rejects.toThrow(TransientError);
    });

    it('stops when it is aborted', async () => {
      await arrange();
      const stop = new AbortController();
      stop.abort();

      const read = source.read!(contextFor(source, settings, { signal: stop.signal }), undefined);
      const first = await read.next().catch(() => ({ done: true }));

      expect(first.done).toBe(true);
    });
  });
}
