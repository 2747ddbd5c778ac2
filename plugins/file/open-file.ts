import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { systemCodeOf, toFileError } from './file-error.js';
import type { DataFile } from './find-files.js';

/** A file as it was when it was opened. What is written to it meanwhile is for the next run. */
export interface OpenFile extends DataFile, Snapshot {
  readonly handle: FileHandle;
  /** Whether a last line without a line end is believed to be as long as it will be. */
  readonly isSettled: boolean;
}

export interface Snapshot {
  /** Bytes on disk. */
  readonly size: number;
  /** Last write, Unix ms. */
  readonly mtimeMs: number;
  readonly inode: number;
  /** Of the first and the last bytes of the `size` bytes. */
  readonly fingerprint: string;
}

const FINGERPRINT_BYTES = 4096;

/**
 * How long a plain file must have rested to be settled; gzip data are as soon as they end as they should.
 *
 * Assumption: a program that is still writing is rarely silent for that long within a line.
 */
const SETTLED_MS = 10 * 60_000;

/** @returns undefined when the file has vanished since it was found */
export async function openFile(file: DataFile, now: Date): Promise<OpenFile | undefined> {
  try {
    const handle = await open(file.path);
    const snapshot = await takeSnapshot(handle);
    const isSettled = file.isGzip || now.getTime() - snapshot.mtimeMs >= SETTLED_MS;
    return { ...file, ...snapshot, handle, isSettled };
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw toFileError(error, file.path);
  }
}

async function takeSnapshot(handle: FileHandle): Promise<Snapshot> {
  try {
    const { size, mtimeMs, ino } = await handle.stat();
    return { size, mtimeMs, inode: ino, fingerprint: await fingerprintOf(handle, size) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export const snapshotOf = ({ size, mtimeMs, inode, fingerprint }: Snapshot): Snapshot => ({
  size,
  mtimeMs,
  inode,
  fingerprint,
});

/**
 * Whether a file is one that was seen before, unchanged or grown, so that a read can go on where it stopped.
 *
 * Each sign alone misses a case: an export written anew beside the old one and renamed may begin alike (another inode); an inode
 * may be used again, and a file overwritten in place (another beginning, or other bytes where it ended); and one edited
 * without growing has only a newer time. When in doubt it counts as replaced: to read a line twice is fine, to miss one
 * is not.
 */
export async function isSameFile(file: OpenFile, former: Snapshot): Promise<boolean> {
  if (file.inode !== former.inode || file.size < former.size) return false;
  if (file.size === former.size) {
    return file.mtimeMs === former.mtimeMs && file.fingerprint === former.fingerprint;
  }
  return (await fingerprintOf(file.handle, former.size)) === former.fingerprint;
}

async function fingerprintOf(handle: FileHandle, size: number): Promise<string> {
  const length = Math.min(size, FINGERPRINT_BYTES);
  const hash = createHash('sha256');
  for (const position of [0, size - length]) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    hash.update(buffer.subarray(0, bytesRead));
  }
  return hash.digest('hex').slice(0, 32);
}
