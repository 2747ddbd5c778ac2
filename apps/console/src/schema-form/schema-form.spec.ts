import { describe, expect, it } from '@jest/globals';
import { fieldsOf } from './form-fields';
import { missingOf, problemsBelow, settingsOf } from './form-values';

const schema = {
  type: 'object',
  required: ['apiKey', 'listId'],
  properties: {
    apiKey: { title: 'API key', description: 'With the data centre at its end', writeOnly: true },
    listId: { title: 'List', type: 'string' },
    status: { title: 'New people', type: 'string', enum: ['subscribed', 'pending'] },
    audiences: { title: 'Audiences', type: 'array', items: { type: 'string' } },
    days: { title: 'Days', type: 'integer', minimum: 1, maximum: 30, default: 7 },
    baseUrl: { title: 'Address', type: 'string', format: 'uri', default: 'https://a.example' },
    isLoud: { title: 'Loud', type: 'boolean' },
    report: { title: 'Report', type: 'object' },
    other: { title: 'Other' },
  },
};
const fields = fieldsOf(schema);

describe('the fields of a form', () => {
  it('are those of the schema, in its order', () => {
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['apiKey', 'secret'],
      ['listId', 'text'],
      ['status', 'choice'],
      ['audiences', 'texts'],
      ['days', 'number'],
      ['baseUrl', 'address'],
      ['isLoud', 'switch'],
      ['report', 'json'],
      ['other', 'json'],
    ]);
    expect(fields[0]).toMatchObject({
      label: 'API key',
      help: 'With the data centre at its end',
      isRequired: true,
    });
    expect(fields[2]!.choices).toEqual(['subscribed', 'pending']);
    expect(fields[4]).toMatchObject({ minimum: 1, maximum: 30, isWhole: true, initial: 7 });
  });

  it('are none of what is no schema', () => {
    expect([null, 'x', [], {}, { properties: 3 }].map(fieldsOf)).toEqual([[], [], [], [], []]);
  });
});

describe('the settings of a form', () => {
  it('leave out what is empty and what is so anyhow', () => {
    const values = { listId: 'a1', audiences: [], days: 7, baseUrl: '', isLoud: false, apiKey: '' };

    expect(settingsOf(fields, values)).toEqual({ listId: 'a1', isLoud: false });
  });

  it('take a secret out by null, and nothing else', () => {
    expect(settingsOf(fields, { apiKey: null, listId: null })).toEqual({ apiKey: null });
  });

  it('miss what is needed and not there', () => {
    const names = (values: object, secrets: Record<string, boolean>) =>
      missingOf(fields, values as never, secrets).map(({ name }) => name);

    expect(names({}, {})).toEqual(['apiKey', 'listId']);
    expect(names({ listId: 'a1' }, { apiKey: true })).toEqual([]);
    expect(names({ listId: 'a1', apiKey: null }, { apiKey: true })).toEqual(['apiKey']);
  });
});

describe('problems', () => {
  it('stand at the setting that they are about', () => {
    const problems = [
      { pointer: '/settings/report/metrics/0', message: 'must be the name of a metric' },
      { pointer: '/id', message: 'is taken' },
      { pointer: '/settings', message: 'is needed' },
    ];

    expect(problemsBelow('/settings', problems)).toEqual({
      report: 'must be the name of a metric',
    });
  });
});
