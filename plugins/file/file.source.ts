import { ConnectorError, defineSource } from '@segue/sdk';
import { checkFile } from './check-file.js';
import { findFiles } from './find-files.js';
import type { Checkpoint } from './position.js';
import { readFile } from './read-file.js';
import { FileSettings } from './settings.js';

/** Of a folder or pattern, the last ones by name: those that will be read next are like them. */
const CHECKED_FILES = 50;

/**
 * Files that somebody exports, uploads or appends to: NDJSON of Segment's messages, and CSV.
 *
 * Every file has its own position, so files that grow are read on where they ended, and files that are replaced are read
 * anew. A file that cannot be read does not hold up the others: they are read first, then its error ends the run.
 */
export const file = defineSource<FileSettings, Checkpoint>({
  key: 'file',
  title: 'Files (NDJSON, CSV)',
  settings: FileSettings,
  isLocal: true,

  streams: [
    {
      key: 'messages',
      title: 'Messages',
      schema: {
        type: 'identify, track, page, screen, group or alias, as in the Segment spec',
        traits: 'what an identify says of the person',
        event: 'name of a tracked event',
        properties: 'what a track, page or screen says of the event',
      },
    },
    {
      key: 'rows',
      title: 'Rows of CSV',
      schema: { '*': 'each column, as text: what it means is said by the mapping' },
    },
  ],

  async check({ settings, signal, now }) {
    const files = await findFiles(settings);
    for (const dataFile of files.slice(-CHECKED_FILES)) {
      await checkFile(dataFile, settings, signal, now());
    }
  },

  async *read(ctx, state) {
    const files = await findFiles(ctx.settings);
    const found = new Set(files.map(({ path }) => path));
    const kept = (state?.files ?? []).filter(({ path }) => found.has(path));
    const positions = new Map(kept.map((position) => [position.path, position]));
    let isCheckpointStored = kept.length === (state?.files.length ?? 0);
    let failure: ConnectorError | undefined;

    for (const dataFile of files) {
      if (ctx.signal.aborted) return;
      try {
        const pages = readFile(ctx, dataFile, positions.get(dataFile.path));
        for await (const { position, ...page } of pages) {
          positions.set(position.path, position);
          yield { ...page, checkpoint: { files: [...positions.values()] } };
          isCheckpointStored = true;
        }
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        failure ??= error;
      }
    }
    if (failure) throw failure;
    if (!isCheckpointStored) yield { records: [], checkpoint: { files: [...positions.values()] } };
  },
});
