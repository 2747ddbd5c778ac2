import { IsOptional, ValidateIf } from 'class-validator';
import { ROLES, type Role } from '../access/right.js';
import type { IdentifierType, SyncRole, TraitType } from './config.js';
import {
  IsBetween,
  IsCron,
  IsDuration,
  IsFolder,
  IsId,
  IsList,
  IsMapping,
  IsName,
  IsOneOf,
  IsRoles,
  IsSegmentKey,
  IsTags,
  IsTime,
  IsTimeZone,
  IsTrue,
  IsWebOrigin,
  IsWholeBetween,
} from './constraints.js';

// One class for each mapping of the file. A property's initial value is what counts when the file leaves it out; where that value
// breaks the property's own rules, it must be there.

type Mapping = Readonly<Record<string, unknown>>;

export const IDENTIFIER_TYPES: readonly IdentifierType[] = [
  'userId',
  'email',
  'phone',
  'anonymousId',
];
export const SYNC_ROLES: readonly SyncRole[] = ['operator', 'marketer'];
export const TRAIT_TYPES: readonly TraitType[] = ['string', 'number', 'boolean', 'date', 'list'];

export class ConfigFile {
  @IsMapping('{ name: Acme, timezone: Europe/Berlin }')
  workspace: Mapping = {};

  @IsList('[ "@acme/segue-plugin-erp" ]')
  plugins: readonly unknown[] = [];

  @IsList('[ { id: crm, plugin: hubspot, settings: { … } } ]')
  connections: readonly unknown[] = [];

  @IsMapping('{ identifiers: [ { type: userId, limit: 1 }, { type: email } ] }')
  identity: Mapping = {};

  @IsMapping('{ plan: { type: string } }')
  traits: Mapping = {};

  @IsList('[ { key: everyone, rule: { everyone: true } } ]')
  segments: readonly unknown[] = [];

  @IsList('[ { id: vip-to-slack, segment: vip, connection: slack } ]')
  syncs: readonly unknown[] = [];

  @IsOptional()
  @IsMapping('{ host: 127.0.0.1, port: 3000 }')
  server?: Mapping;

  @IsOptional()
  @IsMapping('{ oidc: { issuer: https://login.acme.example, clientId: segue, … } }')
  access?: Mapping;

  @IsOptional()
  @IsMapping('{ schedule: { every: 5m } }')
  evaluation?: Mapping;
}

export class WorkspaceFile {
  @IsName(100, 'Acme')
  name = 'Segue';

  @IsTimeZone()
  timezone = 'UTC';

  @IsOptional()
  @IsWholeBetween(1, 1_000_000_000)
  smallSegment?: number;
}

export class ConnectionFile {
  @IsId()
  id = '';

  @IsName(100, 'hubspot')
  plugin = '';

  @IsMapping('{ accessToken: "${HUBSPOT_TOKEN}" }')
  settings: Mapping = {};

  @IsOptional()
  @IsMapping('{ every: 15m }')
  schedule?: Mapping;

  @IsOptional()
  @IsList('[ operator ], of operator and marketer')
  syncRoles?: readonly unknown[];
}

export class ScheduleFile {
  @IsOptional()
  @IsDuration()
  every?: string;

  @IsOptional()
  @IsTime()
  at?: string;

  @IsOptional()
  @IsCron()
  cron?: string;

  @IsOptional()
  @IsTimeZone()
  timezone?: string;

  @IsOptional()
  @IsId()
  after?: string;
}

export class IdentityFile {
  @IsOptional()
  @IsList('[ { type: userId, limit: 1 }, { type: email } ]')
  identifiers?: readonly unknown[];

  @IsOptional()
  @IsList('[ "^(null|unknown)$" ]')
  block?: readonly unknown[];
}

export class IdentifierFile {
  @IsOneOf(IDENTIFIER_TYPES)
  type: IdentifierType | '' = '';

  @IsOptional()
  @IsWholeBetween(1, 1_000_000)
  limit?: number;
}

export class TraitFile {
  @IsOptional()
  @IsOneOf(TRAIT_TYPES)
  type?: TraitType;

  @IsOptional()
  @IsList('[ crm, web ]')
  from?: readonly unknown[];
}

/** A personal segment belongs to somebody who signs in: the file has none. */
const VISIBILITIES = ['shared', 'roles'] as const;

/** Where a segment is found, and by whom. */
export class ShelfFile {
  @IsOptional()
  @IsTags()
  tags?: readonly string[];

  @IsOptional()
  @IsFolder()
  folder?: string;

  @IsOptional()
  @IsOneOf(VISIBILITIES)
  visibility?: (typeof VISIBILITIES)[number];

  @IsOptional()
  @IsRoles(ROLES)
  visibleTo?: readonly Role[];
}

export class SegmentFile extends ShelfFile {
  @IsSegmentKey()
  key = '';

  @IsOptional()
  @IsName(200, 'Window shoppers')
  name?: string;

  @IsOptional()
  @IsName(2000, '"Many sessions, no order"')
  description?: string;

  /** Needed, unless the segment is static: then check-segments refuses it. */
  @ValidateIf(({ static: isStatic }: SegmentFile) => isStatic !== true)
  @IsMapping('{ event: Order Completed }, or left out beside static: true')
  rule?: Mapping;

  @IsOptional()
  @IsTrue()
  static?: true;
}

/** What is to change of a segment. */
export class SegmentEditFile extends ShelfFile {
  @IsSegmentKey()
  key = '';

  @IsOptional()
  @IsName(200, 'Window shoppers')
  name?: string;

  @IsOptional()
  @IsName(2000, '"Many sessions, no order"')
  description?: string;

  @IsOptional()
  @IsMapping('{ event: Order Completed }')
  rule?: Mapping;
}

export class SyncFile {
  @IsId()
  id = '';

  @IsSegmentKey()
  segment = '';

  @IsId()
  connection = '';

  @IsMapping('{ listId: abc123 }')
  audience: Mapping = {};

  @IsMapping('{ FNAME: firstName }')
  fields: Mapping = {};

  @IsOptional()
  @IsMapping('{ every: 1h }')
  schedule?: Mapping;

  @IsMapping('{ maxLeavePercent: 20, minSize: 1 }')
  guards: Mapping = {};
}

export class GuardsFile {
  @IsOptional()
  @IsBetween(0, 100)
  maxLeavePercent?: number;

  @IsOptional()
  @IsWholeBetween(1, 1_000_000_000)
  maxChanges?: number;

  @IsOptional()
  @IsWholeBetween(0, 1_000_000_000)
  minSize?: number;
}

export class ServerFile {
  @IsOptional()
  @IsName(253, '127.0.0.1')
  host?: string;

  @IsOptional()
  @IsWholeBetween(0, 65_535)
  port?: number;

  @IsOptional()
  @IsWebOrigin('https://segue.acme.example')
  url?: string;

  @IsOptional()
  @IsList('[ loopback, 10.0.0.0/8 ]')
  trustedProxies?: readonly unknown[];
}

export class EvaluationFile {
  @IsMapping('{ every: 5m }')
  schedule?: Mapping;
}
