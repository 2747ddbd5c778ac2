import type { Schemas } from '../../../api/client';
import type { Json } from '../../../rules/json';
import { readSchedule, type WrittenSchedule } from '../../../schedules/schedule';
import type { FormField } from '../../../schema-form/form-fields';
import { settingsOf, type FormValues } from '../../../schema-form/form-values';
import { slugOf } from '../../../format/slug';

/** A field there, and the path of the trait that fills it. */
export interface FieldMapping {
  readonly key: string;
  readonly field: string;
  readonly trait: string;
}

export type Guards = Schemas['GuardsDto'];

/** What the wizard holds. */
export interface SyncDraft {
  /** As somebody chose it; undefined as long as it follows from segment and destination. */
  readonly id: string | undefined;
  readonly segment: string;
  readonly connection: string;
  readonly audience: FormValues;
  readonly fields: readonly FieldMapping[];
  readonly schedule: WrittenSchedule | null;
  readonly guards: Guards;
}

/** Limits that stop what is most likely a mistake. */
const CAREFUL: Guards = { maxLeavePercent: 20, minSize: 1 };

export const newSync = (segment = '', connection = ''): SyncDraft => ({
  id: undefined,
  segment,
  connection,
  audience: {},
  fields: [],
  schedule: { every: '1h' },
  guards: CAREFUL,
});

export const syncDraftOf = (sync: Schemas['SyncDetailDto']): SyncDraft => ({
  id: sync.id,
  segment: sync.segmentKey,
  connection: sync.connectionId,
  audience: sync.audience as Readonly<Record<string, Json>>,
  fields: Object.entries(sync.fields).map(([field, trait]) => ({ key: field, field, trait })),
  schedule: readSchedule(sync.writtenSchedule),
  guards: sync.guards,
});

/** What a sync is called unless somebody chooses. */
export const idOf = ({ id, segment, connection }: SyncDraft): string =>
  id ?? slugOf(`${segment} to ${connection}`);

/** As the API takes it, but for its id. */
export function bodyOf(draft: SyncDraft, audience: readonly FormField[]) {
  const { segment, connection, fields, schedule, guards } = draft;
  return {
    segment,
    connection,
    audience: settingsOf(audience, draft.audience),
    fields: Object.fromEntries(
      fields
        .filter(({ field, trait }) => field !== '' && trait !== '')
        .map(({ field, trait }) => [field, trait]),
    ),
    schedule,
    guards: { ...guards },
  };
}
