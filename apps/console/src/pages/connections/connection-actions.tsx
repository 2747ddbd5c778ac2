import { useDisclosure } from '@mantine/hooks';
import { IconEdit, IconPlugConnected } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { LinkButton } from '../../components/links';
import { MoreMenu } from '../../components/more-menu';
import { RightButton } from '../../components/right-button';
import { StartRun } from '../../runs/start-run';
import { CheckDialog } from './check-dialog';
import { DeleteConnection } from './delete-connection';
import { RemoveDemoData } from './remove-demo-data';

/** Of the connection that made-up people come from. */
const DEMO_PLUGIN = 'demo';

type Connection = Schemas['ConnectionDetailDto'];

/** What can be done with a connection. */
export function ConnectionActions({ connection }: { readonly connection: Connection }) {
  const { id, isReadable, isPaused, latestRun, origin } = connection;
  const canWrite = useCan('connections:write');
  const isDemo = connection.plugin === DEMO_PLUGIN && origin === 'api';
  const [isChecking, check] = useDisclosure(false);
  return (
    <>
      <RightButton
        right="connections:write"
        variant="default"
        leftSection={<IconPlugConnected size={15} />}
        onClick={check.open}
      >
        Check
      </RightButton>
      {isReadable && (
        <StartRun id={id} isPaused={isPaused} isRunning={latestRun?.state === 'running'} />
      )}
      {canWrite && origin === 'api' && !isDemo && (
        <LinkButton
          to="/connections/$id/edit"
          params={{ id }}
          variant="default"
          leftSection={<IconEdit size={15} />}
        >
          Edit
        </LinkButton>
      )}
      {isDemo ? <RemoveDemoData /> : canWrite && <More connection={connection} />}
      {isChecking && <CheckDialog connectionId={id} onClose={check.close} />}
    </>
  );
}

function More({ connection: { id, isPaused, origin } }: { readonly connection: Connection }) {
  const [isDeleting, remove] = useDisclosure(false);
  const refresh = useRefresh();
  const changed = { onSuccess: () => refresh('/api/connections', '/api/connections/{id}') };
  const pause = api.useMutation('post', '/api/connections/{id}/pause', changed);
  const resume = api.useMutation('post', '/api/connections/{id}/resume', changed);
  const target = { params: { path: { id } } };
  return (
    <>
      <MoreMenu
        subject="this connection"
        isPaused={isPaused}
        onPause={() => pause.mutate(target)}
        onResume={() => resume.mutate(target)}
        onDelete={origin === 'api' ? remove.open : undefined}
      />
      <DeleteConnection id={id} isOpen={isDeleting} onClose={remove.close} />
    </>
  );
}
