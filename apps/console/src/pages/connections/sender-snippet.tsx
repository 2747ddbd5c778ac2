import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { CopyText } from '../../components/copy-text';
import { TabList } from '../../components/tab-list';

interface SenderSnippetProps {
  readonly connection: Schemas['ConnectionDetailDto'];
  readonly paths: readonly string[];
}

type Sender = 'browser' | 'node' | 'curl';

const LABELS: Readonly<Record<Sender, string>> = {
  browser: 'Browser',
  node: 'Node',
  curl: 'curl',
};

/** What senders need: the libraries of Segment with another address. */
export function SenderSnippet({ connection, paths }: SenderSnippetProps) {
  const [sender, setSender] = useState<Sender>('browser');
  const { baseUrl } = connection.settings;
  const host = typeof baseUrl === 'string' ? baseUrl.replace(/\/$/, '') : window.location.origin;
  if (!paths.includes('/v1/track')) return <Paths host={host} paths={paths} />;
  return (
    <Card title="Send to it">
      <TabList<Sender> labels={LABELS} value={sender} onChange={setSender}>
        <Stack gap="xs">
          <CopyText text={snippetFor(sender, host)} label={`Snippet for ${LABELS[sender]}`} />
          <Text fz="xs" c="dimmed">
            {sender === 'curl'
              ? 'Put the write key in place of <write key>; the colon after it stays.'
              : 'Put the write key in place of <write key>. Nothing else of the tracking code changes.'}
          </Text>
        </Stack>
      </TabList>
    </Card>
  );
}

function Paths({ host, paths }: { readonly host: string; readonly paths: readonly string[] }) {
  return (
    <Card title="Send to it">
      <CopyText text={paths.map((path) => `${host}${path}`).join('\n')} label="Addresses" />
    </Card>
  );
}

export function snippetFor(sender: Sender, host: string): string {
  switch (sender) {
    case 'browser':
      return [
        "import { AnalyticsBrowser } from '@segment/analytics-next';",
        '',
        'const analytics = AnalyticsBrowser.load({',
        "  writeKey: '<write key>',",
        `  cdnURL: '${host}',`,
        '});',
        "analytics.identify('user-1', { email: 'ada@example.com' });",
        "analytics.track('Order Completed', { total: 20 });",
      ].join('\n');
    case 'node':
      return [
        "import { Analytics } from '@segment/analytics-node';",
        '',
        'const analytics = new Analytics({',
        "  writeKey: '<write key>',",
        `  host: '${host}',`,
        '});',
        "analytics.track({ userId: 'user-1', event: 'Order Completed', properties: { total: 20 } });",
      ].join('\n');
    case 'curl':
      return [
        `curl ${host}/v1/track \\`,
        "  -u '<write key>:' \\",
        "  -H 'Content-Type: application/json' \\",
        `  -d '{"userId":"user-1","event":"Order Completed","properties":{"total":20}}'`,
      ].join('\n');
  }
}
