import { ConnectorError } from '@segue/sdk';
import { ConfigFileError } from '../config/config-file-error.js';
import { DataInUseError } from '../database/data-lock.js';
import { UnstorableError } from '../intake/storable.js';
import { LeaseLostError } from '../schedule/lease.repository.js';
import { SegmentReferenceError } from '../segments/order-segments.js';
import { RuleError } from '../segments/rules/rule-error.js';
import { NotFoundError } from '../status/not-found-error.js';
import { BlockedError, SegmentNotReadyError } from '../syncs/sync-errors.js';

const OWN = [
  BlockedError,
  ConfigFileError,
  ConnectorError,
  DataInUseError,
  LeaseLostError,
  NotFoundError,
  RuleError,
  SegmentNotReadyError,
  SegmentReferenceError,
  UnstorableError,
] as const;

type OwnError = InstanceType<(typeof OWN)[number]>;

const MOST_FRAMES = 8;

export interface ErrorDescription {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
  /** Where it was thrown: lines of the stack without its head, which repeats the message. */
  readonly at?: readonly string[];
}

/** Errors whose messages hold no personal data: they are ours, and written so. */
export const isOwnError = (error: unknown): error is OwnError =>
  OWN.some((type) => error instanceof type);

/**
 * What may be logged of an error. A foreign one (the database's, Node's, a library's) may quote rows or requests in its
 * message: where it was thrown has to do.
 */
export function describeError(error: Error): ErrorDescription {
  const { name } = error;
  if (isOwnError(error)) return { name, code: error.code, message: error.message };
  const code: unknown = Reflect.get(error, 'code');
  const at = framesOf(error);
  return {
    name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(at.length > 0 ? { at } : {}),
  };
}

const framesOf = ({ stack = '' }: Error): readonly string[] =>
  stack
    .split('\n')
    .filter((line) => /^ {4}at .+:\d+:\d+\)?$/.test(line))
    .slice(0, MOST_FRAMES)
    .map((line) => line.trim());
