import type { Config, ConnectionConfig, SyncConfig } from '../config/config.js';
import { DEFAULT_IDENTITY, type IdentityRules } from '../identity/normalise-identifiers.js';
import type { IntakeRules } from '../intake/intake.service.js';
import type { ConnectorRegistry } from '../plugins/connector-registry.js';

/** The checked configuration, and the connectors that it names. */
export class HubConfig {
  constructor(
    readonly config: Config,
    readonly connectors: ConnectorRegistry,
  ) {}

  get timezone(): string {
    return this.config.workspace.timezone;
  }

  connection(id: string): ConnectionConfig | undefined {
    return this.config.connections.find((connection) => connection.id === id);
  }

  sync(id: string): SyncConfig | undefined {
    return this.config.syncs.find((sync) => sync.id === id);
  }

  /** Whether the plugin has something to read, rather than being sent to. */
  canPull(plugin: string): boolean {
    const source = this.connectors.get(plugin)?.source;
    return source !== undefined && 'read' in source;
  }

  get intakeRules(): IntakeRules {
    return { identity: identityRules(this.config), priorities: priorities(this.config) };
  }
}

/** Blocked values are compared in any case: a source that writes NULL means what one means that writes null. */
export const identityRules = ({ identity }: Pick<Config, 'identity'>): IdentityRules => ({
  identifiers:
    identity.identifiers.length > 0 ? identity.identifiers : DEFAULT_IDENTITY.identifiers,
  block: identity.block.map((pattern) => new RegExp(pattern, 'iu')),
});

const priorities = ({ traits }: Config): ReadonlyMap<string, readonly string[]> =>
  new Map(
    Object.entries(traits).flatMap(([key, { from }]) => (from ? [[key, from] as const] : [])),
  );
