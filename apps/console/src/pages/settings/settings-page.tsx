import { getRouteApi } from '@tanstack/react-router';
import { useSession, type Right } from '../../api/session';
import { Page } from '../../components/page';
import { Empty } from '../../components/states';
import { TabList } from '../../components/tab-list';
import { Account } from './account';
import { ApiKeys } from './api-keys';
import { AuditLog } from './audit-log';
import { People } from './people';
import type { SettingsTab } from './settings.routes';
import { WorkspaceSettings } from './workspace-settings';

const LABELS: Readonly<Record<SettingsTab, string>> = {
  account: 'Your account',
  people: 'People',
  keys: 'API keys',
  workspace: 'Workspace',
  audit: 'Audit log',
};

/** What one must be allowed to do in order to see a part. */
const NEEDS: Readonly<Record<SettingsTab, Right>> = {
  account: 'view',
  people: 'access:write',
  keys: 'access:write',
  workspace: 'view',
  audit: 'audit:read',
};

const route = getRouteApi('/shell/settings');

export function SettingsPage() {
  const { tab = 'account' } = route.useSearch();
  const { rights } = useSession();
  const navigate = route.useNavigate();
  const seen = Object.entries(LABELS).filter(([name]) =>
    rights.includes(NEEDS[name as SettingsTab]),
  );
  return (
    <Page title="Settings" tabTitle={`${LABELS[tab]} · Settings`}>
      <TabList<SettingsTab>
        labels={Object.fromEntries(seen)}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
      >
        {rights.includes(NEEDS[tab]) ? (
          <Panel tab={tab} />
        ) : (
          <Empty title="Only owners see this">Ask one of them for what you need.</Empty>
        )}
      </TabList>
    </Page>
  );
}

function Panel({ tab }: { readonly tab: SettingsTab }) {
  switch (tab) {
    case 'account':
      return <Account />;
    case 'people':
      return <People />;
    case 'keys':
      return <ApiKeys />;
    case 'workspace':
      return <WorkspaceSettings />;
    case 'audit':
      return <AuditLog />;
  }
}
