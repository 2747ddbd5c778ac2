import type { NamedParameter } from './template.js';

/**
 * Parameters that were written as text, as on a command line. Texts that are no value of their parameter stay as they are: the
 * template says what is wrong with them.
 *
 * @param given  name → texts, in the order in which they were written
 */
export const parametersFromText = (
  parameters: readonly NamedParameter[],
  given: ReadonlyMap<string, readonly string[]>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...given].map(([name, texts]) => {
      const parameter = parameters.find((candidate) => candidate.name === name);
      return [name, parameter ? toValue(parameter, texts) : texts[0]];
    }),
  );

/** A list is written with commas or by repeating its name; events by repeating it alone, as their names may have commas. */
function toValue({ type }: NamedParameter, texts: readonly string[]): unknown {
  switch (type) {
    case 'list':
      return texts.flatMap((text) =>
        text
          .split(',')
          .map((item) => item.trim())
          .filter(Boolean),
      );
    case 'integer':
    case 'number':
    case 'percent':
      return texts.length > 1 ? texts : toNumber(texts[0]!);
    case 'duration':
    case 'event':
    case 'trait':
    case 'property':
    case 'text':
      return texts.length > 1 ? texts : texts[0];
  }
}

const toNumber = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
