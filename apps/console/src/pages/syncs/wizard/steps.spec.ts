import { describe, expect, it } from '@jest/globals';
import { fieldsOf } from '../../../schema-form/form-fields';
import { firstStep, furthestStep, lackOf, stepOf } from './steps';
import { bodyOf, idOf, newSync } from './sync-draft';

const audience = fieldsOf({
  required: ['listId'],
  properties: { listId: { title: 'Audience ID', type: 'string' } },
});
const chosen = { ...newSync('vip', 'newsletter'), audience: { listId: 'a1' } };

describe('the wizard of a sync', () => {
  it('goes as far as what is chosen', () => {
    expect(furthestStep(newSync(), audience)).toBe('segment');
    expect(furthestStep(newSync('vip'), audience)).toBe('destination');
    expect(furthestStep(newSync('vip', 'newsletter'), audience)).toBe('audience');
    expect(furthestStep(chosen, audience)).toBe('plan');
  });

  it('begins after what a link has chosen, and an edit at its beginning', () => {
    expect(firstStep(newSync('', 'newsletter'), true)).toBe('segment');
    expect(firstStep(newSync('vip'), true)).toBe('destination');
    expect(firstStep(newSync('vip', 'newsletter'), true)).toBe('audience');
    expect(firstStep(chosen, false)).toBe('segment');
  });

  it('says what a step lacks', () => {
    const half = { ...chosen, fields: [{ key: 'x', field: 'FNAME', trait: '' }] };

    expect(lackOf('audience', newSync('vip', 'newsletter'), audience)).toBe('Fill in Audience ID.');
    expect(lackOf('fields', half, audience)).toMatch(/both sides/);
  });

  it('leads to where a problem can be put right', () => {
    expect(['/connection', '/fields/FNAME', '/guards/minSize', '/id', ''].map(stepOf)).toEqual([
      'destination',
      'fields',
      'guards',
      'plan',
      'plan',
    ]);
  });
});

describe('a sync that was put together', () => {
  it('is called after what it joins, within the limit', () => {
    expect(idOf(chosen)).toBe('vip-to-newsletter');
    expect(idOf(newSync('a'.repeat(70), 'crm')).length).toBeLessThanOrEqual(64);
    expect(idOf({ ...chosen, id: 'mine' })).toBe('mine');
  });

  it('has no line that is not filled in', () => {
    const fields = [
      { key: '1', field: 'FNAME', trait: 'firstName' },
      { key: '2', field: '', trait: '' },
    ];

    expect(bodyOf({ ...chosen, fields }, audience)).toMatchObject({
      audience: { listId: 'a1' },
      fields: { FNAME: 'firstName' },
      guards: { maxLeavePercent: 20, minSize: 1 },
    });
  });
});
