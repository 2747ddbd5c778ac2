import {
  ContractError,
  parseSettings,
  type AnyDestination,
  type JsonObject,
  type MemberIdentifier,
} from '@segue/sdk';
import type { GuardsConfig, SyncConfig } from '../config/config.js';
import type { SyncTarget } from '../delivery/delivery.js';
import type { HubConfig } from '../runtime/hub-config.js';

const ALL_IDENTIFIERS: readonly MemberIdentifier[] = ['email', 'phone', 'userId', 'anonymousId'];

/** A sync as configured, with the connector that carries it out. */
export interface SyncDefinition {
  readonly id: string;
  readonly segmentKey: string;
  readonly connectionId: string;
  readonly destination: AnyDestination;
  /** Parsed by the destination's audience class. */
  readonly audience: object;
  /** As written: to see whether it changed. */
  readonly rawAudience: JsonObject;
  readonly guards: GuardsConfig;
  readonly target: Omit<SyncTarget, 'segmentId'>;
}

/** @throws ContractError when the sync is unknown or its connection is no destination */
export function defineSync(config: HubConfig, id: string): SyncDefinition {
  const sync = config.sync(id);
  if (!sync) throw new ContractError(`there is no sync ${id}`);
  return toDefinition(config, sync);
}

/** Also of a sync that is not configured, or not yet. @throws ContractError when its connection is no destination */
export function toDefinition(config: HubConfig, sync: SyncConfig): SyncDefinition {
  const { id } = sync;
  const connection = config.connection(sync.connection);
  const destination = connection && config.connectors.get(connection.plugin)?.destination;
  if (!connection || !destination) {
    throw new ContractError(`there is no destination for the sync ${id}`);
  }
  const settings = parseSettings(destination.settings, connection.settings);
  return {
    id,
    segmentKey: sync.segment,
    connectionId: connection.id,
    destination,
    audience: parseSettings(destination.audience, sync.audience),
    rawAudience: sync.audience as JsonObject,
    guards: sync.guards,
    target: {
      syncId: id,
      fields: fieldsOf(sync),
      identifiers: destination.identifiers ?? ALL_IDENTIFIERS,
      traits: (destination.traits?.(settings) ?? []).map((name) => ({
        name,
        path: splitPath(name),
      })),
    },
  };
}

const fieldsOf = ({ fields }: SyncConfig): SyncTarget['fields'] =>
  Object.entries(fields).map(([name, path]) => ({ name, path: splitPath(path) }));

/** A dotted path as in a rule: `\.` is a literal dot. */
export const splitPath = (path: string): readonly string[] =>
  path.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'));
