import { propertyText } from '../describe-rule-words.js';
import type { EventLeaf, PropertyPath, SequenceStep, Where } from '../rules/rule.js';
import { treeLeaves } from '../rules/visit-rule.js';

/** The properties that a leaf names, each once: no other is shown of an event. */
export function propertiesOfEvent({ where, measure }: EventLeaf): readonly PropertyPath[] {
  switch (measure.kind) {
    case 'count':
      return distinct(pathsIn(where));
    case 'occurrence':
      return distinct([...pathsIn(where), ...pathsIn(measure.having)]);
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'distinct':
      return distinct([...pathsIn(where), measure.property]);
  }
}

export const propertiesOfStep = ({ where }: SequenceStep): readonly PropertyPath[] =>
  distinct(pathsIn(where));

const pathsIn = (where: Where | undefined): readonly PropertyPath[] =>
  where ? treeLeaves(where).map(({ root, condition: { path } }) => ({ root, path })) : [];

const distinct = (paths: readonly PropertyPath[]): readonly PropertyPath[] => [
  ...new Map(paths.map((path) => [propertyText(path), path])).values(),
];
