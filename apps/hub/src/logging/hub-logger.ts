import type { LoggerService } from '@nestjs/common';
import { destination as openDestination, pino, stdTimeFunctions, type Logger } from 'pino';
import { mask, maskText } from './mask.js';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type Level = (typeof LEVELS)[number];

/** Where Nest tells what it is made of: of interest to those who work on the hub. */
const FRAMEWORK: ReadonlySet<string> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

const DEFAULT_LEVEL: Level = 'info';
const STDOUT = 1;

export interface LoggerOptions {
  /** The least that is written; `info` where it is none of pino's levels. */
  readonly level?: string | undefined;
  /** A file descriptor, or something to write lines to. */
  readonly destination?: number | { write(line: string): void };
}

/**
 * Writes what the hub logs as lines of JSON, without secrets and personal data:
 * `{"level":"info","time":"2025-01-31T12:00:00.000Z","pid":1,"context":"Worker","msg":"pull crm succeeded", …}`.
 *
 * Lines are written at once, so that none is missing when the process ends.
 */
export class HubLogger implements LoggerService {
  private readonly pino: Logger;

  constructor({ level, destination = STDOUT }: LoggerOptions = {}) {
    this.pino = pino(
      {
        level: LEVELS.find((known) => known === level) ?? DEFAULT_LEVEL,
        base: { pid: process.pid },
        timestamp: stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      typeof destination === 'number'
        ? openDestination({ dest: destination, sync: true })
        : destination,
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** @param rest  as Nest hands it over: the context comes last; a stack, which repeats its error's message, is left out */
  private write(level: Exclude<Level, 'silent'>, message: unknown, rest: readonly unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' && !last.includes('\n') ? { context: last } : {};
    if (typeof message === 'string') this.pino[level](context, maskText(message));
    else this.pino[level]({ ...context, ...fieldsOf(message) });
  }
}

function fieldsOf(message: unknown): object {
  if (message instanceof Error) return { error: mask(message), msg: message.name };
  if (typeof message === 'object' && message !== null) return mask(message) as object;
  return { msg: String(message) };
}
