import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, type Schemas } from '../api/client';
import { isSame, type Json } from '../rules/json';
import { pointersOf, problemsAt } from '../rules/pointers';
import type { TreeGroup } from '../rules/rule-tree';
import type { NodeInfo } from './builder-context';

/** After the last key stroke; the counts are asked for when the rule is known to be right. */
const TYPING_MS = 350;
const FRESH_MS = 60_000;

type Described = Schemas['DescribedRuleDto'];
type Preview = Schemas['PreviewDto'];

export interface RuleInfo {
  /** By the ids of the nodes of the tree. */
  readonly nodes: ReadonlyMap<string, NodeInfo>;
  readonly problems: Described['problems'];
  readonly preview: Preview | undefined;
  readonly previewError: unknown;
  /** What is shown is of an earlier edit. */
  readonly isCounting: boolean;
  readonly isValid: boolean;
}

interface Asked {
  readonly tree: TreeGroup;
  readonly rule: Json;
  readonly key: string | undefined;
  /** Segments to compare with. */
  readonly overlaps: readonly string[];
}

/** What the hub says of a rule while it is edited: sentences, problems, counts. An edit cancels what was asked before. */
export function useRuleInfo({ tree, rule, key, overlaps }: Asked): RuleInfo {
  const [settled] = useDebouncedValue(rule, TYPING_MS);
  const isEmpty = tree.rules.length === 0;
  const body = { rule: settled as Record<string, unknown>, ...(key === undefined ? {} : { key }) };
  const described = api.useQuery(
    'post',
    '/api/rules/describe',
    { body },
    { enabled: !isEmpty, staleTime: FRESH_MS, placeholderData: keepPreviousData },
  );
  const isDescribed =
    described.data !== undefined && !described.isPlaceholderData && isSame(settled, rule);
  const isValid = isDescribed && described.data.problems.length === 0 && !isEmpty;
  const preview = api.useQuery(
    'post',
    '/api/segments/preview',
    { body: { ...body, overlaps: [...overlaps] } },
    { enabled: isValid, staleTime: FRESH_MS, placeholderData: keepPreviousData },
  );
  const isCounted = isValid && preview.data !== undefined && !preview.isPlaceholderData;
  const fresh = useMemo(
    () =>
      isDescribed ? toNodes(tree, described.data, isCounted ? preview.data : undefined) : undefined,
    [tree, isDescribed, described.data, isCounted, preview.data],
  );
  const nodes = useLast(fresh);
  return {
    nodes,
    problems: isDescribed && !isEmpty ? described.data.problems : [],
    preview: isEmpty ? undefined : preview.data,
    previewError: preview.error ?? described.error,
    isCounting: !isEmpty && !isCounted,
    isValid,
  };
}

/** What was known last of each node; numbers that are not known of it now are those from before. */
function useLast(fresh: ReadonlyMap<string, NodeInfo> | undefined): ReadonlyMap<string, NodeInfo> {
  const [last, setLast] = useState<{
    readonly from: ReadonlyMap<string, NodeInfo> | undefined;
    readonly nodes: ReadonlyMap<string, NodeInfo>;
  }>({ from: undefined, nodes: new Map() });
  if (!fresh || fresh === last.from) return last.nodes;
  const nodes = new Map(
    [...fresh].map(([id, info]) => {
      const before = last.nodes.get(id);
      const isOld = info.size === undefined && before?.size !== undefined;
      return [
        id,
        isOld ? { ...info, size: before.size, running: before.running, isStale: true } : info,
      ] as const;
    }),
  );
  setLast({ from: fresh, nodes });
  return nodes;
}

function toNodes(
  tree: TreeGroup,
  described: Described,
  preview: Preview | undefined,
): ReadonlyMap<string, NodeInfo> {
  const pointers = pointersOf(tree);
  const texts = new Map(described.nodes.map(({ pointer, text }) => [pointer, text]));
  const counts = new Map(
    (preview?.conditions ?? []).map((condition) => [condition.pointer, condition]),
  );
  return new Map(
    [...pointers].map(([id, pointer]) => {
      const count = counts.get(pointer.whole);
      const problems = problemsAt(described.problems, pointer, pointers.values());
      const info: NodeInfo = {
        text: texts.get(pointer.inner) ?? null,
        problems,
        size: count?.size,
        running: count?.running,
        isStale: false,
      };
      return [id, info] as const;
    }),
  );
}
