import { Injectable, Logger } from '@nestjs/common';
import type { PushReply, PushRequest } from '@segue/sdk';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import type { Config } from '../config/config.js';
import { connectionsOf, receiversOf, type PushConnection, type Receiver } from './receivers.js';
import { hashOfKey } from '../workspace/hash-of-key.js';
import { WriteKeyUse } from '../workspace/write-key-use.service.js';
import { ArrivalFeed } from '../live/arrival-feed.service.js';
import { StoreQueue } from './store-queue.js';

/** Takes what is sent to the hub: finds the connection that a request is meant for, and stores it before it is answered. */
@Injectable()
export class IngestService {
  readonly receivers: readonly Receiver[];
  private readonly logger = new Logger('Ingest');
  /** Settings are parsed once for each configuration, not for each request. */
  private parsed: {
    readonly config: Config;
    readonly byPlugin: Map<string, readonly PushConnection[]>;
  };

  constructor(
    private readonly hub: HubConfig,
    private readonly queue: StoreQueue,
    private readonly use: WriteKeyUse,
    private readonly clock: Clock,
    private readonly arrivals: ArrivalFeed,
  ) {
    this.receivers = receiversOf(hub.connectors);
    this.parsed = { config: hub.config, byPlugin: new Map() };
    for (const receiver of this.receivers) this.connections(receiver);
  }

  /** Whether there is a connection that its requests could be meant for. */
  isServed(receiver: Receiver): boolean {
    return this.connections(receiver).length > 0;
  }

  now(): Date {
    return this.clock.now();
  }

  /** A plugin that fails is answered for as if the hub could not keep up: senders keep what they have until it is mended. */
  async answer(receiver: Receiver, request: PushRequest): Promise<PushReply> {
    try {
      return await this.take(receiver, request);
    } catch (error) {
      this.logger.error(
        `${request.method} was not understood: ${error instanceof Error ? error.name : 'error'}`,
      );
      return receiver.push.refuse('overloaded', request);
    }
  }

  private async take(receiver: Receiver, request: PushRequest): Promise<PushReply> {
    const { push } = receiver;
    const connection = this.meant(receiver, request);
    if (!connection) return push.refuse('unknown', request);
    // Senders keep for a while what they cannot get rid of.
    if (this.hub.isPaused(connection.id)) return push.refuse('overloaded', request);
    const context = { settings: connection.settings, now: () => this.clock.now() };
    const { records, rejected = [], reply } = push.receive(context, request);
    const outcome = await this.queue.store({
      connectionId: connection.id,
      records,
      rejected,
      receivedAt: request.receivedAt,
      bytes: request.body.length,
    });
    if (outcome !== 'stored') return push.refuse(outcome, request);
    this.arrivals.show(connection.id, records, request.receivedAt);
    return reply;
  }

  /** By the settings of the connections, else by a key that the hub made. */
  private meant(receiver: Receiver, request: PushRequest): PushConnection | undefined {
    const { push } = receiver;
    const connections = this.connections(receiver);
    const claiming = connections.find(({ settings }) => push.claims(settings, request));
    const key = claiming ? undefined : push.keyOf?.(request);
    if (key === undefined) return claiming;
    const hash = hashOfKey(key);
    const connectionId = this.hub.workspace.writeKeys.get(hash);
    const connection = connections.find(({ id }) => id === connectionId);
    if (connection) this.use.note(hash, request.receivedAt);
    return connection;
  }

  private connections(receiver: Receiver): readonly PushConnection[] {
    const { config } = this.hub;
    if (this.parsed.config !== config) this.parsed = { config, byPlugin: new Map() };
    const { byPlugin } = this.parsed;
    const known = byPlugin.get(receiver.plugin);
    if (known) return known;
    const connections = connectionsOf(receiver, config);
    byPlugin.set(receiver.plugin, connections);
    return connections;
  }
}
