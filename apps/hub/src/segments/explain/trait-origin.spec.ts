import { describe, expect, it } from '@jest/globals';
import { originOf } from './trait-origin.js';

const SOURCES = { web: [1, 1, 'free'], crm: [2, 2, 'paid'], shop: [3, 3, null] };

describe('originOf', () => {
  it('is the newest observation', () => {
    const sources = { web: SOURCES.web, crm: SOURCES.crm };

    expect(originOf('plan', sources, new Map())).toEqual({ connection: 'crm', atMs: 2 });
  });

  it('is who cleared the trait, where that is newest', () => {
    expect(originOf('plan', SOURCES, new Map())).toEqual({ connection: 'shop', atMs: 3 });
  });

  it('is the most trusted source that has a value', () => {
    const trusted = new Map([['plan', ['shop', 'web']]]);

    expect(originOf('plan', SOURCES, trusted)).toEqual({ connection: 'web', atMs: 1 });
  });

  it('is the newest of those that say the same, of two at one instant the later arrival', () => {
    const sources = { web: [2, 5, 'paid'], crm: [2, 6, 'paid'] };

    expect(originOf('plan', sources, new Map())).toEqual({ connection: 'crm', atMs: 2 });
  });

  it('is nobody where nothing was said', () => {
    expect(originOf('plan', null, new Map())).toBeUndefined();
  });
});
