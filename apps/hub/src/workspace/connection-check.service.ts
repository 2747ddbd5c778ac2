import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  ConfigError,
  parseSettings,
  toConnectorError,
  type AnyConnector,
  type AnyDestination,
  type AudiencePage,
  type AudienceQuery,
  type Context,
  type DestinationField,
  TransientError,
} from '@segue/sdk';
import type { Role } from '../access/right.js';
import type { ConnectionConfig } from '../config/config.js';
import type { EntryProblem } from '../config/merge-made.js';
import { ConnectionContexts } from '../connections/connection-contexts.js';
import { HubConfig } from '../runtime/hub-config.js';
import { ConnectionService } from './connection.service.js';
import { DefinitionError } from './definition-errors.js';
import { requireDestination } from './sync-roles.js';

/** A page waits for the answer. */
const TIMEOUT_MS = 15_000;

/** Whether a vendor takes the settings. */
export interface CheckResult {
  readonly isOk: boolean;
  readonly problem: {
    readonly code: string;
    readonly message: string;
    /** Settings that are to blame, where the plugin knows. */
    readonly problems: readonly EntryProblem[];
  } | null;
  readonly tookMs: number;
}

type Checked = Pick<ConnectionConfig, 'id' | 'plugin' | 'settings'>;

/** Asks vendors while somebody waits: whether settings work, and what there is to sync to. */
@Injectable()
export class ConnectionCheckService {
  constructor(
    private readonly hub: HubConfig,
    private readonly connections: ConnectionService,
    private readonly contexts: ConnectionContexts,
  ) {}

  /** Never throws for what the vendor says. */
  async check(connection: Checked): Promise<CheckResult> {
    const { source, destination } = this.hub.connectors.get(connection.plugin) ?? {};
    const started = performance.now();
    try {
      for (const connector of [source, destination]) {
        if (connector) {
          await this.ask(connection, connector, (context) => connector.check(context));
        }
      }
      return { isOk: true, problem: null, tookMs: Math.round(performance.now() - started) };
    } catch (thrown) {
      const error = toConnectorError(thrown);
      const problems = error instanceof ConfigError ? Object.entries(error.problems) : [];
      return {
        isOk: false,
        problem: {
          code: error.code,
          message: error.message,
          problems: problems.map(toProblem('settings')),
        },
        tookMs: Math.round(performance.now() - started),
      };
    }
  }

  /**
   * What the destination has to sync to; undefined where it cannot say.
   *
   * @throws NotFoundError, DestinationForbiddenError, ConnectorError
   */
  async audiences(id: string, query: AudienceQuery, role: Role): Promise<AudiencePage | undefined> {
    const connection = await this.connections.usable(id);
    requireDestination(role, connection);
    const destination = this.destination(connection);
    if (!destination?.listAudiences) return undefined;
    return this.ask(connection, destination, (context) =>
      destination.listAudiences!(context, query),
    );
  }

  /**
   * The fields that members of an audience have there; undefined where it cannot say.
   *
   * @throws NotFoundError, DefinitionError, DestinationForbiddenError, ConnectorError
   */
  async fields(
    id: string,
    audience: Readonly<Record<string, unknown>>,
    role: Role,
  ): Promise<readonly DestinationField[] | undefined> {
    const connection = await this.connections.usable(id);
    requireDestination(role, connection);
    const destination = this.destination(connection);
    if (!destination?.listFields) return undefined;
    const settings = parseAudience(destination, audience);
    return this.ask(connection, destination, (context) =>
      destination.listFields!(context, settings),
    );
  }

  private destination({ plugin }: Checked): AnyDestination | undefined {
    return this.hub.connectors.get(plugin)?.destination;
  }

  /** Also ends what does not listen to its signal. */
  private async ask<T>(
    connection: Checked,
    connector: AnyConnector,
    work: (context: Context<object>) => Promise<T>,
  ): Promise<T> {
    const over = new AbortController();
    const context = this.contexts.with(connection, connector, over.signal);
    const tooLate = delay(TIMEOUT_MS, undefined, { signal: over.signal }).then(() => {
      throw new TransientError(`no answer within ${TIMEOUT_MS / 1000} s`);
    });
    try {
      return await Promise.race([work(context), tooLate]);
    } finally {
      over.abort();
      tooLate.catch(() => undefined);
    }
  }
}

/** @throws DefinitionError */
function parseAudience(
  { audience: type }: AnyDestination,
  audience: Readonly<Record<string, unknown>>,
): object {
  try {
    return parseSettings(type, audience) as object;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new DefinitionError(Object.entries(error.problems).map(toProblem('audience')));
  }
}

/** Of a setting that a plugin names by its dotted path. */
const toProblem =
  (part: 'settings' | 'audience') =>
  ([name, message]: readonly [string, string]): EntryProblem => ({
    pointer: [part, ...name.split('.')].map((step) => `/${step}`).join(''),
    message,
  });
