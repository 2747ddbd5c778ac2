import { useState } from 'react';
import { isSame, type Json } from '../rules/json';
import type { Grammar } from '../rules/leaf-kind';
import { fromTree, toTree, type TreeGroup } from '../rules/rule-tree';

/**
 * The tree of a rule that somebody else holds. As long as it says the same, it stays the same one, so that what has the focus keeps
 * it; a rule that comes from elsewhere (undo, text, template) gives a new one.
 */
export function useTree(
  rule: Json,
  grammar: Grammar,
  onChange: (rule: Json) => void,
): readonly [TreeGroup, (tree: TreeGroup) => void] {
  const [tree, setTree] = useState(() => toTree(rule, grammar));
  const isCurrent = isSame(fromTree(tree), rule);
  const shown = isCurrent ? tree : toTree(rule, grammar);
  if (!isCurrent) setTree(shown);
  const change = (next: TreeGroup) => {
    const written = fromTree(next);
    setTree(next);
    if (!isSame(written, rule)) onChange(written);
  };
  return [shown, change];
}
