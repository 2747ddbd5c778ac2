import {
  ConfigFile,
  ConnectionFile,
  EvaluationFile,
  GuardsFile,
  SegmentFile,
  ServerFile,
  SYNC_ROLES,
  SyncFile,
  TraitFile,
  WorkspaceFile,
} from './config-file.js';
import type {
  AccessConfig,
  EvaluationConfig,
  GuardsConfig,
  IdentityConfig,
  Schedule,
  ServerConfig,
  SyncRole,
  TraitConfig,
  WorkspaceConfig,
  WorkspaceDefaults,
} from './config.js';
import { findProxyProblem, readAccess } from './read-access.js';
import { readIdentity } from './read-identity.js';
import { readSchedule } from './read-schedule.js';
import { type Placed, readShape, readShapes, readTexts } from './read-shape.js';
import { type Path, type Report } from './report.js';

const SETTABLE = ['name', 'timezone'] as const;

/** The file with the right shape everywhere, before anything is compared with anything else. */
export interface Draft {
  readonly workspace: Omit<WorkspaceConfig, 'locations'>;
  /** Of what the file itself says of it. */
  readonly declared: readonly (keyof WorkspaceDefaults)[];
  readonly plugins: readonly string[];
  readonly connections: readonly ConnectionDraft[];
  readonly identity: IdentityConfig;
  readonly traits: readonly TraitDraft[];
  readonly segments: readonly Placed<SegmentFile>[];
  readonly syncs: readonly SyncDraft[];
  readonly server?: ServerConfig;
  readonly access?: AccessConfig;
  readonly evaluation?: EvaluationConfig;
}

export interface Scheduled<T> extends Placed<T> {
  readonly schedule?: Schedule;
}

export interface ConnectionDraft extends Scheduled<ConnectionFile> {
  readonly syncRoles?: readonly SyncRole[];
}

export interface SyncDraft extends Scheduled<SyncFile> {
  readonly guards: GuardsConfig;
}

export interface TraitDraft {
  readonly path: Path;
  readonly name: string;
  readonly config: TraitConfig;
}

/** Reads the file's mappings and lists; what is wrong is reported and left out. */
export function readDraft(json: unknown, report: Report, defaults: WorkspaceDefaults = {}): Draft {
  const file = readShape(ConfigFile, json, [], report) ?? new ConfigFile();
  // A key without a value counts as left out.
  const declared = SETTABLE.filter((key) => (file.workspace[key] ?? null) !== null);
  const undeclared = Object.entries(defaults).filter(
    ([key]) => !declared.some((one) => one === key),
  );
  const said = { ...file.workspace, ...Object.fromEntries(undeclared) };
  const workspace = readShape(WorkspaceFile, said, ['workspace'], report) ?? new WorkspaceFile();
  const { timezone } = workspace;
  return {
    workspace: { ...workspace },
    declared,
    plugins: readTexts(file.plugins, ['plugins'], report),
    connections: readShapes(ConnectionFile, file.connections, ['connections'], report).map(
      (placed) => ({
        ...withSchedule(placed, timezone, report),
        ...readSyncRoles(placed, report),
      }),
    ),
    identity: readIdentity(file.identity, ['identity'], report),
    traits: Object.entries(file.traits).flatMap(([name, trait]) => readTrait(name, trait, report)),
    segments: readShapes(SegmentFile, file.segments, ['segments'], report),
    syncs: readShapes(SyncFile, file.syncs, ['syncs'], report).map((placed) => ({
      ...withSchedule(placed, timezone, report),
      guards: { ...readShape(GuardsFile, placed.file.guards, [...placed.path, 'guards'], report) },
    })),
    ...readServer(file, report),
    ...readAccess(file.access, report),
    ...readEvaluation(file, timezone, report),
  };
}

function withSchedule<T extends { readonly schedule?: unknown }>(
  { path, file }: Placed<T>,
  timezone: string,
  report: Report,
): Scheduled<T> {
  if (file.schedule === undefined) return { path, file };
  return {
    path,
    file,
    schedule: readSchedule(file.schedule, timezone, [...path, 'schedule'], report),
  };
}

function readSyncRoles(
  { path, file: { syncRoles } }: Placed<ConnectionFile>,
  report: Report,
): { syncRoles?: readonly SyncRole[] } {
  if (syncRoles === undefined) return {};
  const isRole = (text: string): text is SyncRole => SYNC_ROLES.some((role) => role === text);
  const roles = readTexts(syncRoles, [...path, 'syncRoles'], report, (text) =>
    isRole(text) ? undefined : `must be one of ${SYNC_ROLES.join(', ')}`,
  );
  return { syncRoles: roles.filter(isRole) };
}

function readTrait(name: string, json: unknown, report: Report): TraitDraft[] {
  const path = ['traits', name];
  const file = readShape(TraitFile, json ?? {}, path, report);
  if (!file) return [];
  const { type, from } = file;
  const texts = from && readTexts(from, [...path, 'from'], report);
  const config = { ...(type ? { type } : {}), ...(texts ? { from: texts } : {}) };
  return [{ path, name, config }];
}

function readServer({ server }: ConfigFile, report: Report): { server?: ServerConfig } {
  if (server === undefined) return {};
  // An environment variable is always text; a port often comes from one.
  const port =
    typeof server['port'] === 'string' && /^\d+$/.test(server['port'])
      ? { port: Number(server['port']) }
      : {};
  const file = readShape(ServerFile, { ...server, ...port }, ['server'], report);
  if (!file) return {};
  const { trustedProxies, ...rest } = file;
  const path = ['server', 'trustedProxies'];
  const proxies = trustedProxies && readTexts(trustedProxies, path, report, findProxyProblem);
  return { server: { ...rest, ...(proxies ? { trustedProxies: proxies } : {}) } };
}

function readEvaluation(
  { evaluation }: ConfigFile,
  timezone: string,
  report: Report,
): { evaluation?: EvaluationConfig } {
  if (evaluation === undefined) return {};
  const path = ['evaluation'];
  const file = readShape(EvaluationFile, evaluation, path, report);
  if (file?.schedule === undefined) return {};
  const schedule = readSchedule(file.schedule, timezone, [...path, 'schedule'], report);
  return schedule ? { evaluation: { schedule } } : {};
}
