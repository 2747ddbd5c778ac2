import { Alert, Text } from '@mantine/core';
import { RuleBuilder } from '../../builder/rule-builder';
import { useRuleInfo } from '../../builder/use-rule-info';
import { useTree } from '../../builder/use-tree';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { Empty } from '../../components/states';
import { startHistory } from '../../rules/history';
import type { Json } from '../../rules/json';

type Segment = Schemas['SegmentDetailDto'];

export function RulePanel({ segment }: { readonly segment: Segment }) {
  if (segment.rule === null) {
    return (
      <Empty title="A static segment">
        It has no rule: people are added and removed by hand, by the API or from a file.
      </Empty>
    );
  }
  return (
    <Card>
      {segment.origin === 'file' && <FileNotice segment={segment} />}
      <Warnings segmentKey={segment.key} />
      <ShownRule segmentKey={segment.key} rule={segment.rule as Json} />
    </Card>
  );
}

function ShownRule({ segmentKey, rule }: { readonly segmentKey: string; readonly rule: Json }) {
  const ignore = () => undefined;
  const [tree, setTree] = useTree(rule, 'rule', ignore);
  const info = useRuleInfo({ tree, rule, key: segmentKey, overlaps: [] });
  return (
    <RuleBuilder
      history={startHistory(rule)}
      tree={tree}
      info={info}
      segmentKey={segmentKey}
      isReadOnly
      onTree={setTree}
      onRule={ignore}
      onUndo={ignore}
      onRedo={ignore}
    />
  );
}

/** Where the file has it: what is declared there is edited there. */
function FileNotice({ segment }: { readonly segment: Segment }) {
  const { data } = api.useQuery('get', '/api/segments');
  const location = data?.segments.find(({ key }) => key === segment.key)?.location;
  return (
    <Alert color="gray" mb="sm" p="xs">
      <Text fz="sm">
        Managed by{' '}
        {location ? `${location.file.split('/').at(-1)}, line ${location.line}` : 'segue.yaml'}:
        edit it there. To try a variation here, clone it.
      </Text>
    </Alert>
  );
}

function Warnings({ segmentKey }: { readonly segmentKey: string }) {
  const { data } = api.useQuery('get', '/api/segments/{key}/warnings', {
    params: { path: { key: segmentKey } },
  });
  return (data?.warnings ?? []).map(({ code, message, pointer }) => (
    <Alert key={`${code} ${pointer}`} color="yellow" mb="sm" p="xs">
      <Text fz="sm">{message}</Text>
    </Alert>
  ));
}
