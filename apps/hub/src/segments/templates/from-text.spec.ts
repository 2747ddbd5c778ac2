import { describe, expect, it } from '@jest/globals';
import { parametersFromText } from './from-text.js';
import type { NamedParameter, ParameterType } from './template.js';

const TYPES: readonly ParameterType[] = ['integer', 'percent', 'list', 'event', 'duration'];

/** One of each type, named after it. */
const PARAMETERS: readonly NamedParameter[] = TYPES.map((type) => ({
  name: type,
  type,
  label: '',
  default: '',
}));

describe('parametersFromText', () => {
  it.each<[string, readonly string[], unknown]>([
    ['integer', ['5'], 5],
    ['integer', ['-5'], -5],
    ['integer', ['5e3'], '5e3'],
    ['integer', [''], ''],
    ['integer', ['5', '6'], ['5', '6']],
    ['percent', ['0.5'], 0.5],
    ['list', ['a, b', 'c'], ['a', 'b', 'c']],
    ['list', ['5'], ['5']],
    ['list', [''], []],
    ['event', ['Order Completed'], 'Order Completed'],
    ['event', ['a, b', 'c'], ['a, b', 'c']],
    ['duration', ['30d'], '30d'],
    ['duration', ['30d', '60d'], ['30d', '60d']],
    ['unknown', ['x', 'y'], 'x'],
  ])('reads %s of %j', (name, texts, value) => {
    expect(parametersFromText(PARAMETERS, new Map([[name, texts]]))).toEqual({ [name]: value });
  });
});
