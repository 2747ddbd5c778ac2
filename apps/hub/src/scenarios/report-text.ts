import type { ExplainedRule } from '../segments/explain-rule.js';
import { evidenceText } from '../segments/explain/evidence-text.js';
import type { Failure, Outcome, WrongProfile } from './outcome.js';

/** An outcome for people to read. */
export function toText({ file, passed, failures, warnings }: Outcome): string {
  const failed = failures.length === 0 ? '' : `, ${failures.length} failed`;
  return [
    `${mark(failures.length === 0)} ${file}: ${passed} passed${failed}`,
    ...warnings.map((warning) => `  ! ${warning}`),
    ...failures.map(failureText),
  ].join('\n');
}

function failureText(failure: Failure): string {
  const { file, line, step, at, expectation, expected, found, notes, profiles } = failure;
  return [
    `  ✗ ${expectation} (step ${step}, ${at}; ${file}:${line})`,
    `      expected ${JSON.stringify(expected)}`,
    `      found    ${JSON.stringify(found)}`,
    ...notes.map((note) => `      ${note}`),
    ...profiles.map(profileText),
  ].join('\n');
}

function profileText({ name, isMember, explanation }: WrongProfile): string {
  const wrong = isMember ? 'is a member and should not be' : 'is no member and should be';
  return [`      ${name} ${wrong}:`, ...treeLines(explanation, 8)].join('\n');
}

/** A group by its name, a leaf as JSON, with what it found. */
function treeLines(explained: ExplainedRule, indent: number): string[] {
  const { rule, isTrue, evidence = null, children } = explained;
  const label = children.length > 0 ? Object.keys(rule as object).join() : JSON.stringify(rule);
  return [
    `${' '.repeat(indent)}${mark(isTrue)} ${label}`,
    ...evidenceText(evidence).map((line) => `${' '.repeat(indent + 4)}${line}`),
    ...children.flatMap((child) => treeLines(child, indent + 2)),
  ];
}

const mark = (isGood: boolean): string => (isGood ? '✓' : '✗');
