import type { ExplainedRule } from '../segments/explain-rule.js';
import { evidenceText } from '../segments/explain/evidence-text.js';
import { ExplainService } from '../segments/explain/explain.service.js';
import type { Explanation, StoredAnswer } from '../segments/explain/explanation.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import type { Environment } from './open-hub.js';

/** Why one person is in a segment, or is not. @param profile  `type:value` or a uuid */
export async function explainCommand(
  key: string,
  profile: string,
  { config, json }: { readonly config: string; readonly json?: boolean },
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const command = { action: 'view', name: 'segue explain', target: `segment:${key}` } as const;
  return withAudited(command, config, env, async (hub) => {
    const explanation = await hub.get(ExplainService).explain(profile, key);
    print(json ? JSON.stringify(explanation, null, 2) : toText(explanation));
    return EXIT.ok;
  });
}

function toText(explained: Explanation): string {
  const { profileId, segment, now, isMember, changesAt, changesAtUnknown, stored } = explained;
  const unknown = 'whether that changes by itself is not known: it could at too many instants';
  const change = changesAt ?? (changesAtUnknown ? unknown : 'that does not change by itself');
  return [
    `${profileId} is ${isMember ? 'a' : 'no'} member of ${segment.key} at ${now}`,
    changesAt ? `that changes at ${change}, if nothing arrives` : change,
    storedText(stored),
    ...treeLines(explained.explanation, 0),
  ].join('\n');
}

function storedText({ isMember, since, evaluatedAt, lastChange, note }: StoredAnswer): string {
  const membership = isMember ? `a member since ${since}` : 'no member';
  const evaluated = evaluatedAt ? `evaluated at ${evaluatedAt}` : 'not evaluated yet';
  const changed = lastChange
    ? `; ${lastChange.joined ? 'joined' : 'left'} at ${lastChange.at} by version ${lastChange.version}, because of ${lastChange.cause}`
    : '';
  return `stored: ${membership}, ${evaluated}${changed}${note ? `. It is not what is explained here: ${note}` : ''}`;
}

function treeLines(node: ExplainedRule, indent: number): readonly string[] {
  const [space, { text, isTrue, evidence = null, changesAt, children }] = [
    ' '.repeat(indent),
    node,
  ];
  return [
    `${space}${isTrue ? '✓' : '✗'} ${text}`,
    ...evidenceText(evidence).map((line) => `${space}    ${line}`),
    ...(changesAt ? [`${space}    can change at ${changesAt}`] : []),
    ...children.flatMap((child) => treeLines(child, indent + 2)),
  ];
}
