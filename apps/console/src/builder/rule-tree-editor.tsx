import { QueryBuilder, type RuleGroupType } from 'react-querybuilder';
import { nextId } from '../rules/next-id';
import { OFFERS } from '../rules/leaf-kind';
import type { TreeGroup } from '../rules/rule-tree';
import { useBuilder } from './builder-context';
import { GroupEditor } from './group-editor';
import { LeafEditor } from './leaf-editor';

const FIELDS = [...OFFERS.rule, ...OFFERS.where].map(({ kind, label }) => ({ name: kind, label }));
const CONTROLS = { ruleGroup: GroupEditor, rule: LeafEditor };

interface RuleTreeEditorProps {
  readonly tree: TreeGroup;
  readonly onChange: (tree: TreeGroup) => void;
}

/** The conditions of a rule or of a `where`, nested as deep as one likes, to be edited by mouse and by keyboard. */
export function RuleTreeEditor({ tree, onChange }: RuleTreeEditorProps) {
  const { isReadOnly } = useBuilder();
  return (
    <QueryBuilder
      fields={FIELDS}
      query={tree as unknown as RuleGroupType}
      onQueryChange={(query) => onChange(query as unknown as TreeGroup)}
      controlElements={CONTROLS}
      idGenerator={nextId}
      disabled={isReadOnly}
      enableMountQueryChange={false}
      listsAsArrays
      suppressStandardClassnames
    />
  );
}
