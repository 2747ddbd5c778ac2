import type { Type } from '@nestjs/common';
import { hide, personalProperties } from '../access/personal.js';
import { hideWritten, writtenProperties } from '../access/written.js';

type AnswerClass = Type<object>;

/** Where @nestjs/swagger keeps what the decorators of the API say; it does not export these names. */
const RESPONSES = 'swagger/apiResponse';
const PROPERTIES = 'swagger/apiModelProperties';
const PROPERTY_NAMES = 'swagger/apiModelPropertiesArray';

interface Documented {
  readonly type?: unknown;
}

/** The class of what a controller's method answers with when all goes well, as its documentation has it. */
export function answerClassOf(handler: object): AnswerClass | undefined {
  const responses = (Reflect.getMetadata(RESPONSES, handler) ?? {}) as Record<string, Documented>;
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  return toClass(success?.type);
}

type Marked = (prototype: object) => ReadonlyMap<string, unknown>;

/** Whether a class, or one that it nests, has a property that is marked so. */
function hasMarked(marked: Marked): (type: AnswerClass) => boolean {
  const found = new WeakMap<AnswerClass, boolean>();
  const has = (type: AnswerClass): boolean => {
    const known = found.get(type);
    if (known !== undefined) return known;
    // For classes that nest themselves.
    found.set(type, false);
    const isSo =
      marked(type.prototype as object).size > 0 ||
      nestedClasses(type).some(([, nested]) => has(nested));
    found.set(type, isSo);
    return isSo;
  };
  return has;
}

/** Whether the class, or one that it nests, has a property that is `@Personal()`. */
export const hasPersonalData = hasMarked(personalProperties);

/** The same of `@Written()`. */
export const hasWritten = hasMarked(writtenProperties);

/** An answer of this class, or a list of them, without personal data and what names persons in what was written. */
export function withoutPersonalData(type: AnswerClass, answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map((item) => withoutPersonalData(type, item));
  if (typeof answer !== 'object' || answer === null || answer instanceof Date) return answer;
  const masked: Record<string, unknown> = { ...answer };
  for (const [name, nested] of nestedClasses(type)) {
    if (name in masked) masked[name] = withoutPersonalData(nested, masked[name]);
  }
  const written = writtenProperties(type.prototype as object);
  const { rule } = masked;
  for (const [name, kind] of written) {
    if (name in masked) masked[name] = hideWritten(masked[name], kind, rule);
  }
  for (const [name, extent] of personalProperties(type.prototype as object)) {
    if (name in masked) masked[name] = hide(masked[name], extent);
  }
  return masked;
}

function nestedClasses(type: AnswerClass): readonly (readonly [string, AnswerClass])[] {
  const prototype = type.prototype as object;
  const names = (Reflect.getMetadata(PROPERTY_NAMES, prototype) ?? []) as readonly string[];
  return names.flatMap((entry) => {
    const name = entry.replace(/^:/, '');
    const documented = Reflect.getMetadata(PROPERTIES, prototype, name) as Documented | undefined;
    const nested = toClass(documented?.type);
    return nested ? [[name, nested] as const] : [];
  });
}

/** `X`, `[X]`, `() => X` or `() => [X]`, where X is a class that documents properties. */
function toClass(type: unknown): AnswerClass | undefined {
  if (Array.isArray(type)) return toClass(type[0]);
  if (typeof type !== 'function') return undefined;
  const { prototype } = type as { readonly prototype?: object };
  if (prototype)
    return Reflect.hasMetadata(PROPERTY_NAMES, prototype) ? (type as AnswerClass) : undefined;
  return toClass((type as () => unknown)());
}
