import { describe } from '@jest/globals';
import { browserPath } from './browser.js';

/** A suite for where there is a Chromium. Elsewhere it is skipped, and says so. */
export function describeInBrowser(name: string, suite: (path: string) => void): void {
  const path = browserPath();
  if (path !== undefined) return describe(name, () => suite(path));
  process.stderr.write(
    `SKIPPED, ${name}: there is no Chromium. Install it, or say in CHROMIUM where it is\n`,
  );
  describe.skip(name, () => suite(''));
}
