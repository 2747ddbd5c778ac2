import { Button, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { api } from '../../api/client';
import { useCan, useSession } from '../../api/session';
import { Card } from '../../components/card';
import { Loaded } from '../../components/states';
import { useNow } from '../../components/use-now';
import { exactTime } from '../../format/times';
import { WorkspaceForm } from './workspace-form';

/** Name and time zone, and what was made here as a file. */
export function WorkspaceSettings() {
  const { timezone } = useSession().workspace;
  const settings = api.useQuery('get', '/api/workspace');
  const canExport = useCan('settings:write');
  const now = useNow(true);
  return (
    <Stack gap="md" maw={640}>
      <Card title="Workspace">
        <Loaded query={settings}>{(data) => <WorkspaceForm settings={data} />}</Loaded>
        <Text fz="xs" c="dimmed" mt="sm">
          There it is {exactTime(Math.floor(now / 1000) * 1000, timezone)}.
        </Text>
      </Card>
      <Card title="Export">
        <Text fz="sm" c="dimmed" mb="sm">
          Connections, segments and syncs that were made here, as a segue.yaml to keep under version
          control. Secrets are left out: it names the environment variables that hold them.
        </Text>
        {canExport ? (
          <Button
            component="a"
            href="/api/export/segue.yaml"
            download="segue.yaml"
            variant="default"
            leftSection={<IconDownload size={15} />}
          >
            segue.yaml
          </Button>
        ) : (
          <Text fz="sm">Owners and operators can download it.</Text>
        )}
      </Card>
    </Stack>
  );
}
