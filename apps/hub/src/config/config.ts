import type { Role } from '../access/right.js';
import type { Shelf } from '../segments/segment.js';

/** What `segue.yaml` says, checked and with every default filled in. */
export interface Config {
  /** The file's name, as problems show it. */
  readonly file: string;
  readonly workspace: WorkspaceConfig;
  /** Third parties' plugins: names of npm packages, or paths. */
  readonly plugins: readonly string[];
  readonly connections: readonly ConnectionConfig[];
  readonly identity: IdentityConfig;
  /** Trait → how it is merged. A trait that is not here takes the newest observation, of any type. */
  readonly traits: Readonly<Record<string, TraitConfig>>;
  readonly segments: readonly SegmentConfig[];
  readonly syncs: readonly SyncConfig[];
  readonly server?: ServerConfig;
  readonly evaluation?: EvaluationConfig;
  readonly access?: AccessConfig;
}

export interface WorkspaceConfig {
  readonly name: string;
  /** IANA name. */
  readonly timezone: string;
  /** A segment with fewer members is warned of. */
  readonly smallSegment?: number;
  /** Where the file says them; what it does not say can be set while the hub runs. */
  readonly locations?: { readonly name?: Location; readonly timezone?: Location };
}

/** What counts for the workspace where the file says nothing. */
export type WorkspaceDefaults = Partial<Pick<WorkspaceConfig, 'name' | 'timezone'>>;

/** Where something stands in the file; both count from 1. */
export interface Location {
  readonly line: number;
  readonly column: number;
  /** Of an entry: the last of its lines. */
  readonly endLine?: number;
}

export interface ConnectionConfig {
  readonly id: string;
  /** Key of the plugin. */
  readonly plugin: string;
  /** What the plugin offers under this key, and so what the connection can be used for. */
  readonly kind: 'source' | 'destination' | 'both';
  /** As written, with the environment filled in: they hold secrets, and are accepted by the plugin's settings class. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** When the source is read. Never there when nothing can be read from it. */
  readonly schedule?: Schedule;
  /** Roles that may make syncs to it and run them; every role that makes syncs, without it. */
  readonly syncRoles?: readonly SyncRole[];
  /** Where the file says it; undefined of one that was made here. */
  readonly location?: Location;
}

/** The roles that make syncs and can be kept from a destination: owners cannot. */
export type SyncRole = 'operator' | 'marketer';

export type Schedule =
  /** A duration as written, such as `15m`, and in ms. */
  | { readonly every: string; readonly everyMs: number }
  /** Five fields, in this IANA time zone. */
  | { readonly cron: string; readonly timezone: string }
  /** Whenever the connection or sync of this id has run. */
  | { readonly after: string };

export type IdentifierType = 'userId' | 'email' | 'phone' | 'anonymousId';

export interface IdentityConfig {
  /** In order of priority; a type that is not listed identifies nobody. */
  readonly identifiers: readonly {
    readonly type: IdentifierType;
    /** How many of the type one profile may have. */
    readonly limit?: number;
  }[];
  /** Sources of regular expressions; an identifier that matches one identifies nobody. */
  readonly block: readonly string[];
}

export type TraitType = 'string' | 'number' | 'boolean' | 'date' | 'list';

export interface TraitConfig {
  readonly type?: TraitType;
  /** Ids of connections, the most trusted first. */
  readonly from?: readonly string[];
}

export interface SegmentConfig extends Partial<Omit<Shelf, 'owner'>> {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** As written: a rule that `parseRule` accepts; undefined of a static segment. */
  readonly rule: unknown;
  /** static: its members are added and removed by hand. */
  readonly kind: 'dynamic' | 'static';
  readonly location: Location;
}

export interface SyncConfig {
  readonly id: string;
  /** Key of a segment: one of the file, unless the sync was made here. */
  readonly segment: string;
  /** Id of a connection that is a destination. */
  readonly connection: string;
  /** As written, with the environment filled in, and accepted by the plugin's audience class. */
  readonly audience: Readonly<Record<string, unknown>>;
  /** Field at the destination → dotted path of a trait. */
  readonly fields: Readonly<Record<string, string>>;
  readonly schedule?: Schedule;
  readonly guards: GuardsConfig;
  /** Where the file says it; undefined of one that was made here. */
  readonly location?: Location;
}

/** Limits beyond which a run stops and asks instead of sending. */
export interface GuardsConfig {
  /** 0 … 100, of the members before the run. */
  readonly maxLeavePercent?: number;
  readonly maxChanges?: number;
  /** Fewest members that the segment may have. */
  readonly minSize?: number;
}

export interface ServerConfig {
  readonly host?: string;
  readonly port?: number;
  /** Where people reach the hub: an origin, without a path. */
  readonly url?: string;
  /** Addresses and networks whose X-Forwarded-… headers are believed. */
  readonly trustedProxies?: readonly string[];
}

export interface AccessConfig {
  readonly oidc: OidcConfig;
}

/** Signing in with OpenID Connect. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The claim of the ID token that decides on the role: a text, or a list of them. */
  readonly roleClaim: string;
  /** Value of that claim → role, the first that fits; who has none of them is not let in. */
  readonly roles: readonly (readonly [string, Role])[];
}

export interface EvaluationConfig {
  readonly schedule: Schedule;
}
