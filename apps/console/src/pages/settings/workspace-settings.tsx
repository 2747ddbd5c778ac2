import { Button, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useCan, useSession } from '../../api/session';
import { Card } from '../../components/card';
import { Facts } from '../../components/facts';
import { useNow } from '../../components/use-now';
import { exactTime } from '../../format/times';

/** Name and time zone, and what was made here as a file. */
export function WorkspaceSettings() {
  const { name, timezone } = useSession().workspace;
  const canExport = useCan('settings:write');
  const now = useNow(true);
  return (
    <Stack gap="md" maw={640}>
      <Card title="Workspace">
        <Facts
          facts={[
            ['Name', name],
            ['Time zone', timezone],
            ['It is', exactTime(Math.floor(now / 1000) * 1000, timezone)],
          ]}
        />
        <Text fz="xs" c="dimmed" mt="sm">
          Set under <code>workspace</code> in segue.yaml: days, schedules and windows of rules are
          those of this zone.
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
