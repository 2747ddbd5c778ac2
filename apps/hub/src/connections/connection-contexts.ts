import { isDeepStrictEqual } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import {
  createContext,
  createPacer,
  type Agents,
  type AnyConnector,
  type Context,
  type Log,
  type Pacer,
} from '@segue/sdk';
import type { ConnectionConfig } from '../config/config.js';
import { Clock } from '../runtime/clock.js';
import { Outgoing } from '../outgoing/outgoing.js';
import { HubConfig } from '../runtime/hub-config.js';

/** Makes what plugins are called with: settings, paced HTTP, logs. One pace for each connection and vendor. */
@Injectable()
export class ConnectionContexts {
  private readonly pacers = new Map<string, Pacer>();
  private readonly agents: Agents | undefined;

  constructor(
    private readonly config: HubConfig,
    private readonly clock: Clock,
    outgoing: Outgoing,
  ) {
    this.agents = outgoing.agents();
  }

  for(connectionId: string, connector: AnyConnector, signal: AbortSignal): Context<object> {
    const connection = this.config.connection(connectionId);
    if (!connection) throw new Error(`no connection ${connectionId}`);
    return this.with(connection, connector, signal);
  }

  /** For settings that are not those of the configuration, or not yet. */
  with(
    { id, settings }: Pick<ConnectionConfig, 'id' | 'settings'>,
    connector: AnyConnector,
    signal: AbortSignal,
  ): Context<object> {
    return createContext<object>(connector, settings, {
      signal,
      now: () => this.clock.now(),
      log: logFor(id),
      agents: this.isOfFile(id, settings) ? undefined : this.agents,
      // What is not there yet has no pace to share.
      ...(this.config.connection(id) ? { pacer: this.pacer(id, connector) } : {}),
    });
  }

  /** Who writes the file could reach anything from this machine anyway. */
  private isOfFile(id: string, settings: object): boolean {
    return this.config.file.connections.some(
      (connection) => connection.id === id && isDeepStrictEqual(connection.settings, settings),
    );
  }

  private pacer(connectionId: string, connector: AnyConnector): Pacer {
    const known = this.pacers.get(connectionId);
    if (known) return known;
    const pacer = createPacer(connector.pace ?? {});
    this.pacers.set(connectionId, pacer);
    return pacer;
  }
}

function logFor(connectionId: string): Log {
  const logger = new Logger(`Connection ${connectionId}`);
  return {
    debug: (message, fields) => logger.debug({ ...fields, msg: message }),
    info: (message, fields) => logger.log({ ...fields, msg: message }),
    warn: (message, fields) => logger.warn({ ...fields, msg: message }),
  };
}
