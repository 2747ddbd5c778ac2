import { useReducer } from 'react';
import { record, redo, startHistory, undo, type History } from '../rules/history';
import { isSame, type Json } from '../rules/json';

type Action =
  | { readonly type: 'change'; readonly rule: Json; readonly at: number }
  | { readonly type: 'undo' | 'redo' };

export interface RuleHistory {
  readonly history: History<Json>;
  readonly change: (rule: Json) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** A rule that is edited, and how it was before. */
export function useRuleHistory(rule: Json): RuleHistory {
  const [history, dispatch] = useReducer(reduce, rule, startHistory);
  return {
    history,
    change: (next) => dispatch({ type: 'change', rule: next, at: Date.now() }),
    undo: () => dispatch({ type: 'undo' }),
    redo: () => dispatch({ type: 'redo' }),
  };
}

function reduce(history: History<Json>, action: Action): History<Json> {
  switch (action.type) {
    case 'change':
      if (isSame(history.present, action.rule)) return history;
      return record(history, action.rule, action.at, true);
    case 'undo':
      return undo(history);
    case 'redo':
      return redo(history);
  }
}
