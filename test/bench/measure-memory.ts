import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Environment } from '../../apps/hub/src/cli/open-hub.js';
import { writeConfiguration } from './configuration.js';
import { FakeVendor } from './fake-vendor.js';
import type { PhaseResult } from './hub-process.js';
import { MessageFactory } from './messages.js';

const run = promisify(execFile);

const HUB_PROCESS = fileURLToPath(new URL('./hub-process.js', import.meta.url));

export interface MemoryResult {
  readonly profiles: number;
  readonly phases: readonly PhaseResult[];
}

/** Lets a hub in a process of its own read a file about so many people, evaluate all of them, and fill an audience. */
export async function measureMemory(
  folder: string,
  env: Environment,
  profiles: number,
): Promise<MemoryResult> {
  const messages = join(folder, `people-${profiles}.ndjson`);
  await writeMessages(messages, profiles);
  const vendor = new FakeVendor();
  const vendorUrl = await vendor.start();
  try {
    const configuration = join(folder, `segue-${profiles}.yaml`);
    await writeConfiguration(configuration, { messages, vendorUrl });
    const { DATABASE_URL: _none, ...inherited } = process.env;
    const { stdout } = await run(process.execPath, [HUB_PROCESS, configuration], {
      env: { ...inherited, ...env },
    });
    return { profiles, phases: JSON.parse(stdout) as PhaseResult[] };
  } finally {
    await vendor.stop();
  }
}

/** The most that a hub had resident at any time. */
export const peakOf = ({ phases }: MemoryResult): number =>
  Math.max(...phases.map(({ peakBytes }) => peakBytes));

async function writeMessages(path: string, profiles: number): Promise<void> {
  const messages = new MessageFactory(Date.now()).everybody(profiles);
  await pipeline(Readable.from(linesOf(messages)), createWriteStream(path));
}

function* linesOf(messages: Iterable<object>): Generator<string> {
  let lines = '';
  for (const message of messages) {
    lines += `${JSON.stringify(message)}\n`;
    if (lines.length < 65_536) continue;
    yield lines;
    lines = '';
  }
  yield lines;
}
