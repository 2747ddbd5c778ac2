import type { FormField } from '../../../schema-form/form-fields';
import { missingOf } from '../../../schema-form/form-values';
import { listOf } from '../../../format/words';
import type { SyncDraft } from './sync-draft';

export const STEPS = [
  'segment',
  'destination',
  'audience',
  'fields',
  'schedule',
  'guards',
  'plan',
] as const;

export type Step = (typeof STEPS)[number];

export const STEP_TITLES: Readonly<Record<Step, string>> = {
  segment: 'Segment',
  destination: 'Destination',
  audience: 'Audience',
  fields: 'Fields',
  schedule: 'Schedule',
  guards: 'Guards',
  plan: 'Plan',
};

/** What a step still needs before the next one makes sense; undefined when it has all. */
export function lackOf(
  step: Step,
  draft: SyncDraft,
  audience: readonly FormField[],
): string | undefined {
  switch (step) {
    case 'segment':
      return draft.segment === '' ? 'Choose a segment.' : undefined;
    case 'destination':
      return draft.connection === '' ? 'Choose a destination.' : undefined;
    case 'audience': {
      const missing = missingOf(audience, draft.audience, {}).map(({ label }) => label);
      return missing.length === 0 ? undefined : `Fill in ${listOf(missing, 'and')}.`;
    }
    case 'fields':
      return draft.fields.some(({ field, trait }) => (field === '') !== (trait === ''))
        ? 'Fill in both sides of each line, or remove it.'
        : undefined;
    case 'schedule':
    case 'guards':
    case 'plan':
      return undefined;
  }
}

/** The first step that lacks something, or the last one. */
export const furthestStep = (draft: SyncDraft, audience: readonly FormField[]): Step =>
  STEPS.find((step) => lackOf(step, draft, audience) !== undefined) ?? 'plan';

/** Where to begin: what a link has chosen already need not be chosen again. */
export function firstStep({ segment, connection }: SyncDraft, isNew: boolean): Step {
  if (!isNew || segment === '') return 'segment';
  return connection === '' ? 'destination' : 'audience';
}

/** Where a problem that the hub names can be put right. */
export function stepOf(pointer: string): Step {
  const [, part] = pointer.split('/');
  if (part === 'connection') return 'destination';
  return STEPS.find((step) => step === part) ?? 'plan';
}
