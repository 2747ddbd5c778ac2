import { requireColumns } from './csv-header.js';
import { mappedColumns } from './csv-mapping.js';
import { pathError, toFileError } from './file-error.js';
import type { DataFile } from './find-files.js';
import { readFirstMessage, readHeader } from './first-line.js';
import { ndjsonLines } from './ndjson-line.js';
import { openFile, type OpenFile } from './open-file.js';
import type { FileSettings } from './settings.js';

/**
 * Whether a file can be read and is what the settings say, judged by its first line. One that has none yet is.
 *
 * @throws ConfigError
 */
export async function checkFile(
  dataFile: DataFile,
  settings: Readonly<FileSettings>,
  signal: AbortSignal,
  now: Date,
): Promise<void> {
  const file = await openFile(dataFile, now);
  if (!file) throw pathError(dataFile.path, 'does not exist');
  try {
    await (file.format === 'csv'
      ? checkHeader(file, settings, signal)
      : checkMessage(file, signal));
  } catch (error) {
    throw toFileError(error, file.path);
  } finally {
    await file.handle.close();
  }
}

async function checkHeader(
  file: OpenFile,
  { mapping, delimiter }: Readonly<FileSettings>,
  signal: AbortSignal,
): Promise<void> {
  if (!mapping) throw pathError(file.path, 'is CSV: say in "mapping" what its columns are');
  const found = await readHeader(file, delimiter, signal);
  if (found) requireColumns(mappedColumns(mapping), found.header, file.path);
}

async function checkMessage(file: OpenFile, signal: AbortSignal): Promise<void> {
  const text = await readFirstMessage(file, signal);
  const parsed =
    text && ndjsonLines.parse(text, { writtenAt: new Date(file.mtimeMs), messageId: '' });
  if (parsed && 'rejection' in parsed) {
    throw pathError(file.path, `begins with a line that is no message: ${parsed.rejection.reason}`);
  }
}
