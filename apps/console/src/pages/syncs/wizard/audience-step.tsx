import { Divider, Stack } from '@mantine/core';
import { problemsBelow } from '../../../schema-form/form-values';
import { SchemaForm } from '../../../schema-form/schema-form';
import { AudiencePicker } from './audience-picker';
import type { StepProps } from './step-props';

/** Which list, segment or channel there: picked from what the vendor has, or typed in. */
export function AudienceStep({ draft, audienceFields, problems, onChange }: StepProps) {
  return (
    <Stack gap="sm">
      <AudiencePicker
        connectionId={draft.connection}
        value={draft.audience}
        onPick={(settings) => onChange({ audience: { ...draft.audience, ...settings } })}
      />
      <Divider label="As it is kept" labelPosition="left" />
      <SchemaForm
        fields={audienceFields}
        values={draft.audience}
        problems={problemsBelow('/audience', problems)}
        onChange={(audience) => onChange({ audience })}
      />
    </Stack>
  );
}
