import { api } from '../../../api/client';
import { LinkButton } from '../../../components/links';
import { Empty, Loaded } from '../../../components/states';
import { plural } from '../../../format/numbers';
import { ChoiceList } from './choice-list';
import type { StepProps } from './step-props';

/** Whom it sends. */
export function SegmentStep({ draft, onChange }: StepProps) {
  const segments = api.useQuery('get', '/api/segments');
  return (
    <Loaded query={segments}>
      {(data) =>
        data.segments.length === 0 ? (
          <Empty
            title="There is no segment yet"
            action={<LinkButton to="/segments/new">New segment</LinkButton>}
          >
            A sync sends the members of a segment.
          </Empty>
        ) : (
          <ChoiceList
            label="Segment"
            value={draft.segment}
            choices={data.segments.map(({ key, name, size, description }) => ({
              value: key,
              label: name,
              note: [plural(size, 'member'), description].filter(Boolean).join('. '),
            }))}
            onChange={(segment) => onChange({ segment })}
          />
        )
      }
    </Loaded>
  );
}
