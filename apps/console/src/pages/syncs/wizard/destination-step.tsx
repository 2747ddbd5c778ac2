import { api, type Schemas } from '../../../api/client';
import { useSession } from '../../../api/session';
import { LinkButton } from '../../../components/links';
import { Empty, Loaded } from '../../../components/states';
import { ChoiceList } from './choice-list';
import type { StepProps } from './step-props';

/** Where to. Another destination has other audiences and fields. */
export function DestinationStep({ draft, isNew, onChange }: StepProps) {
  const { role } = useSession();
  const connections = api.useQuery('get', '/api/connections');
  return (
    <Loaded query={connections}>
      {(data) => {
        const destinations = data.connections.filter(({ kind }) => kind !== 'source');
        if (destinations.length === 0) {
          return (
            <Empty
              title="There is no destination yet"
              action={<LinkButton to="/connections/new">New connection</LinkButton>}
            >
              Somebody who may make connections has to add one first.
            </Empty>
          );
        }
        return (
          <ChoiceList
            label="Destination"
            value={draft.connection}
            choices={destinations.map((connection) => ({
              value: connection.id,
              label: connection.id,
              note: connection.title,
              reason:
                !isNew && connection.id !== draft.connection
                  ? 'A sync keeps its destination: make another sync for this one.'
                  : reasonOf(connection, role),
            }))}
            onChange={(connection) => onChange({ connection, audience: {}, fields: [] })}
          />
        );
      }}
    </Loaded>
  );
}

function reasonOf(
  { problems, syncRoles }: Schemas['ConnectionDto'],
  role: string,
): string | undefined {
  if (problems.length > 0) return `It cannot be used: ${problems[0]!.message}`;
  const isAllowed = role === 'owner' || syncRoles === null || syncRoles.some((one) => one === role);
  return isAllowed ? undefined : `A ${role} may not sync to it.`;
}
