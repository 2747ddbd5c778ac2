import { Button, Stack, Tabs, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useSession } from '../../api/session';
import { Card } from '../../components/card';
import { Page } from '../../components/page';
import { AuditPanel } from './audit-panel';
import { KeysPanel } from './keys-panel';
import { PasswordForm } from './password-form';
import { PeoplePanel } from './people-panel';

const route = getRouteApi('/shell/settings');

export function SettingsPage() {
  const { rights } = useSession();
  const { tab = 'workspace' } = route.useSearch();
  const navigate = route.useNavigate();
  const tabs = [
    { value: 'workspace', label: 'Workspace', isShown: true },
    { value: 'people', label: 'People', isShown: rights.includes('access:write') },
    { value: 'keys', label: 'API keys', isShown: rights.includes('access:write') },
    { value: 'audit', label: 'Audit log', isShown: rights.includes('audit:read') },
  ].filter(({ isShown }) => isShown);
  return (
    <Page title="Settings">
      <Tabs
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next ?? 'workspace' }, replace: true })}
      >
        <Tabs.List>
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="workspace" pt="md">
          <WorkspacePanel />
        </Tabs.Panel>
        <Tabs.Panel value="people" pt="md">
          <PeoplePanel />
        </Tabs.Panel>
        <Tabs.Panel value="keys" pt="md">
          <KeysPanel />
        </Tabs.Panel>
        <Tabs.Panel value="audit" pt="md">
          <AuditPanel />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function WorkspacePanel() {
  const { workspace, kind } = useSession();
  return (
    <Stack gap="md">
      <Card title={workspace.name}>
        <Text fz="sm">
          Times are shown in, and calendar days are those of, <b>{workspace.timezone}</b>. Name and
          zone are set in segue.yaml.
        </Text>
      </Card>
      <Card title="Export">
        <Text fz="sm" mb="sm">
          Everything that was made here, as it would stand in segue.yaml. Secrets are left out: the
          file names environment variables in their place.
        </Text>
        <Button
          component="a"
          href="/api/export/segue.yaml"
          download
          variant="default"
          leftSection={<IconDownload size={15} />}
        >
          segue.yaml
        </Button>
      </Card>
      {kind === 'user' && <PasswordForm />}
    </Stack>
  );
}
