import type { Schemas } from '../../api/client';
import type { Json } from '../../rules/json';
import { readSchedule, type WrittenSchedule } from '../../schedules/schedule';
import type { FormValues } from '../../schema-form/form-values';

/** What a form of a connection holds. */
export interface ConnectionDraft {
  readonly id: string;
  readonly values: FormValues;
  readonly schedule: WrittenSchedule | null;
  /** Null: all that make syncs. */
  readonly syncRoles: readonly ('operator' | 'marketer')[] | null;
}

/** @param taken  ids that are in use */
export function newDraft(plugin: Schemas['PluginDto'], taken: readonly string[]): ConnectionDraft {
  let id = plugin.key;
  for (let n = 2; taken.includes(id); n++) id = `${plugin.key}-${n}`;
  return {
    id,
    values: {},
    schedule: plugin.isReadable ? { every: '1h' } : null,
    syncRoles: null,
  };
}

export const draftOf = (connection: Schemas['ConnectionDetailDto']): ConnectionDraft => ({
  id: connection.id,
  values: connection.settings as Readonly<Record<string, Json>>,
  schedule: readSchedule(connection.writtenSchedule),
  syncRoles: connection.syncRoles,
});
