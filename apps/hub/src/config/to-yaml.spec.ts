import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { toYaml } from './to-yaml.js';

describe('toYaml', () => {
  it('writes secrets as variables of the environment, and lists them', () => {
    const text = toYaml({
      workspace: {},
      withWriteKeys: [],
      connections: [
        {
          id: 'crm',
          entry: {
            plugin: 'hubspot',
            settings: { properties: ['email'] },
            schedule: { at: '06:00' },
          },
          secrets: ['accessToken'],
        },
        { id: '2nd-crm', entry: { plugin: 'hubspot' }, secrets: ['accessToken'] },
      ],
      segments: [],
      syncs: [],
    });

    expect(text).toContain(
      '# Environment variables to set: CRM_ACCESS_TOKEN, SEGUE_2ND_CRM_ACCESS_TOKEN\n',
    );
    expect(parse(text)).toEqual({
      connections: [
        {
          id: 'crm',
          plugin: 'hubspot',
          settings: { properties: ['email'], accessToken: '${CRM_ACCESS_TOKEN}' },
          schedule: { at: '06:00' },
        },
        {
          id: '2nd-crm',
          plugin: 'hubspot',
          settings: { accessToken: '${SEGUE_2ND_CRM_ACCESS_TOKEN}' },
        },
      ],
    });
  });

  it('never gives two secrets one name', () => {
    const text = toYaml({
      workspace: {},
      withWriteKeys: [],
      connections: [
        { id: 'a', entry: { plugin: 'x' }, secrets: ['bC'] },
        { id: 'a-b', entry: { plugin: 'x' }, secrets: ['c'] },
      ],
      segments: [],
      syncs: [],
    });

    expect(text).toContain('A_B_C, A_B_C_2\n');
  });

  it('keeps literal what looks like a variable, and text that looks like something else', () => {
    const rule = { trait: 'note', op: 'eq', value: 'a ${PATH} b' };
    const text = toYaml({
      workspace: {},
      withWriteKeys: [],
      connections: [],
      segments: [{ key: 'odd', name: 'yes', rule }],
      syncs: [{ id: 'n', fields: { X: '123' } }],
    });

    expect(parse(text)).toEqual({
      segments: [{ key: 'odd', name: 'yes', rule: { ...rule, value: 'a $${PATH} b' } }],
      syncs: [{ id: 'n', fields: { X: '123' } }],
    });
  });

  it('says so when there is nothing', () => {
    expect(
      toYaml({ workspace: {}, connections: [], withWriteKeys: [], segments: [], syncs: [] }),
    ).toContain('# There is nothing yet.');
  });
});
