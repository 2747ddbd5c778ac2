import type { Config, ConnectionConfig, SyncConfig, WorkspaceDefaults } from '../config/config.js';
import type { Merged } from '../config/merge-made.js';
import { DEFAULT_IDENTITY, type IdentityRules } from '../identity/normalise-identifiers.js';
import type { IntakeRules } from '../intake/intake.service.js';
import type { ConnectorRegistry } from '../plugins/connector-registry.js';

const SMALL_SEGMENT = 10;
const RULE_TIMEOUT_MS = 10 * 60_000;

/** What counts now: the file, what was made here, and what people switched off. */
export interface Workspace extends Merged {
  /** What segue.yaml says, with what is set here where it says nothing. */
  readonly file: Config;
  /** Counts the changes of what was made here. */
  readonly revision: number;
  /** Ids of connections and syncs. */
  readonly paused: ReadonlySet<string>;
  /** SHA-256 of a write key → id of the connection that it stands for. */
  readonly writeKeys: ReadonlyMap<string, string>;
}

/**
 * The checked configuration as it is now, and the connectors that it names. What reads it twice may see two configurations:
 * take what belongs together from one `config`.
 */
export class HubConfig {
  private current: Workspace;
  private parsed: { readonly defaults: string; readonly file: Config };

  /**
   * @param file  what segue.yaml says
   * @param ruleTimeoutMs  how long one statement of an evaluation may take: then its segment fails, not the run
   * @param parse  reads it once more, with these defaults
   */
  constructor(
    file: Config,
    readonly connectors: ConnectorRegistry,
    readonly ruleTimeoutMs: number = RULE_TIMEOUT_MS,
    private readonly parse: (defaults: WorkspaceDefaults) => Config = () => file,
  ) {
    this.parsed = { defaults: keyOf({}), file };
    this.current = {
      file,
      config: file,
      problems: new Map(),
      shadowed: new Set(),
      revision: -1,
      paused: new Set(),
      writeKeys: new Map(),
    };
  }

  get file(): Config {
    return this.current.file;
  }

  /** The file together with what was made here. */
  get config(): Config {
    return this.current.config;
  }

  /** What segue.yaml says with these defaults. */
  fileWith(given: WorkspaceDefaults): Config {
    const defaults = keyOf(given);
    if (this.parsed.defaults !== defaults) this.parsed = { defaults, file: this.parse(given) };
    return this.parsed.file;
  }

  get workspace(): Workspace {
    return this.current;
  }

  /** Makes a workspace the one that counts, as a whole, unless a newer one does. Work that has begun goes on with the former. */
  replace(workspace: Workspace): void {
    if (workspace.revision >= this.current.revision) this.current = workspace;
  }

  /** Whether it was switched off, or, for a sync, its destination. */
  isPaused(id: string): boolean {
    const { paused } = this.current;
    return paused.has(id) || paused.has(this.sync(id)?.connection ?? id);
  }

  get timezone(): string {
    return this.config.workspace.timezone;
  }

  /** A segment with fewer members is warned of. */
  get smallSegment(): number {
    return this.config.workspace.smallSegment ?? SMALL_SEGMENT;
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

const keyOf = ({ name, timezone }: WorkspaceDefaults): string => JSON.stringify([name, timezone]);

/** `SEGUE_RULE_TIMEOUT_MS`, or ten minutes. @throws RangeError for what is no number of ms */
export function ruleTimeoutMsFrom(env: Readonly<Record<string, string | undefined>>): number {
  const text = env['SEGUE_RULE_TIMEOUT_MS'];
  const ms = text === undefined ? RULE_TIMEOUT_MS : Number(text);
  if (Number.isSafeInteger(ms) && ms > 0) return ms;
  throw new RangeError('SEGUE_RULE_TIMEOUT_MS must be a whole number of milliseconds above 0');
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
