import { createRequire } from 'node:module';

const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/** Specs that take a minute or more, the longest first. At the end one of them would keep one core busy while the other waits. */
const LONG = [
  'test/scenarios.spec.ts',
  'test/crash.e2e.spec.ts',
  'test/cli.e2e.spec.ts',
  'test/browser/first-sync.browser.spec.ts',
  'test/browser/accessibility.browser.spec.ts',
  'test/two-hubs.e2e.spec.ts',
  'test/fuzz.e2e.spec.ts',
  'segments/histories.odd-clocks.spec.ts',
  'segments/histories.spec.ts',
];

const placeOf = ({ path }) => {
  const place = LONG.findIndex((name) => path.endsWith(name));
  return place < 0 ? LONG.length : place;
};

export default class LongFirst extends Sequencer {
  /** The others in Jest's own order. */
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => placeOf(a) - placeOf(b));
  }
}
