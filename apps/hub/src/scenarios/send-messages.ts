import { parseMessage, type Rejection, type SourceRecord } from '@segue/sdk';
import { MOST_RECORDS } from '../intake/intake.service.js';
import { readLines } from './read-lines.js';
import type { MessageFile } from './scenario.js';
import type { ScenarioHub } from './scenario-hub.js';

/** Where messages come from that name no connection. */
export const DEFAULT_CONNECTION = 'test';

/** Bounds what is held in memory: records of about this much text are stored together. */
const MOST_CHARACTERS = 8_000_000;

/** A message that was not taken, and where it stood. */
export type Refuse = (rejection: Rejection, position: string) => void;

/**
 * What is sent in one step, on its way into the hub: stored in the order in which it is added, as many records at once as
 * one batch takes.
 */
export class MessageSender {
  private connectionId = DEFAULT_CONNECTION;
  private readonly pending = new Map<SourceRecord, string>();
  private characters = 0;

  constructor(
    private readonly hub: ScenarioHub,
    private readonly at: Date,
    private readonly refuse: Refuse,
  ) {}

  /** @param position  of the messages in the scenario, such as `steps[0].send` */
  async send(messages: readonly unknown[], position: string): Promise<void> {
    for (const [index, message] of messages.entries()) {
      await this.add(message, `${position}[${index}]`, 0);
    }
    await this.flush();
  }

  async sendFile({ name, path }: MessageFile): Promise<void> {
    let number = 0;
    for await (const line of readLines(path)) {
      number++;
      if (line.trim() !== '') await this.addLine(line, `${name} line ${number}`);
    }
    await this.flush();
  }

  private async addLine(line: string, position: string): Promise<void> {
    const message = parseLine(line);
    if (message === undefined) {
      this.refuse({ code: 'INVALID_JSON', reason: 'the line is not JSON' }, position);
    } else {
      await this.add(message, position, line.length);
    }
  }

  private async add(message: unknown, position: string, characters: number): Promise<void> {
    const result = parseMessage(message, { receivedAt: this.at });
    if ('rejection' in result) {
      this.refuse(result.rejection, position);
      return;
    }
    const connectionId = connectionOf(message);
    if (connectionId !== this.connectionId) await this.flush();
    this.connectionId = connectionId;
    for (const record of result.records) this.pending.set(record, position);
    this.characters += characters;
    if (this.pending.size >= MOST_RECORDS || this.characters > MOST_CHARACTERS) await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.pending.size === 0) return;
    const { rejected } = await this.hub.intake.store(
      {
        connectionId: this.connectionId,
        records: [...this.pending.keys()],
        receivedAt: this.at,
      },
      this.hub.config.intakeRules,
    );
    for (const rejection of rejected) {
      this.refuse(rejection, this.pending.get(rejection.raw as SourceRecord) ?? '');
    }
    this.pending.clear();
    this.characters = 0;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const connectionOf = (message: unknown): string => {
  const source: unknown = Reflect.get(message as object, 'source');
  return typeof source === 'string' && source !== '' ? source : DEFAULT_CONNECTION;
};
