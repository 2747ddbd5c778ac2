import { type Path, type Report } from './report.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `$${` is a literal `${`. */
const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The same JSON with every `${NAME}` in a text replaced by the variable of that name. Keys stay as they are.
 *
 * An empty variable is as wrong as one that is not set: a deployment that lost a secret often leaves an empty one.
 */
export function fillEnvironment(
  json: unknown,
  env: Environment,
  report: Report,
  path: Path = [],
): unknown {
  if (typeof json === 'string')
    return fillText(json, env, (why) => report.refuseUnknown(path, why));
  if (Array.isArray(json)) {
    return json.map((item, index) => fillEnvironment(item, env, report, [...path, index]));
  }
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      fillEnvironment(value, env, report, [...path, key]),
    ]),
  );
}

function fillText(text: string, env: Environment, refuse: (message: string) => void): string {
  return text.replace(REFERENCE, (reference: string, name?: string, end?: string) => {
    if (name === undefined) return '${';
    if (end === '' || !NAME.test(name)) {
      refuse('must name a variable as ${NAME}, in letters, digits and _; a literal ${ is $${');
      return reference;
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined) refuse(`needs the environment variable ${name}, which is not set`);
    else if (value === '') refuse(`needs the environment variable ${name}, which is empty`);
    return value ?? reference;
  });
}
