import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { IsArray, IsInt, IsOptional, IsString, Max, MaxLength } from 'class-validator';
import { ConfigError } from './errors.js';
import { parseSettings, Secret, secretKeys, secretValues } from './settings.js';

class ShopCredential {
  @Secret()
  @IsString()
  accessToken!: string;
}

class ShopSettings extends ShopCredential {
  @Secret()
  @IsOptional()
  @IsArray()
  webhookSecrets?: string[];

  @IsString()
  @MaxLength(40)
  baseUrl = 'https://api.shop.test';

  @IsOptional()
  @IsInt()
  @Max(100)
  pageSize?: number;
}

const raw = { accessToken: 'tok-1', webhookSecrets: ['whs-1', 'whs-2'] };

const problemsOf = (problems: object) => expect.objectContaining({ problems });

describe('parseSettings', () => {
  it('gives an instance with the defaults of what is not set', () => {
    const settings = parseSettings(ShopSettings, { accessToken: 'tok-1' });

    expect(settings).toBeInstanceOf(ShopSettings);
    expect(settings.accessToken).toBe('tok-1');
    expect(settings.baseUrl).toBe('https://api.shop.test');
  });

  it.each([null, undefined])('takes %s as not set', (none) => {
    const settings = parseSettings(ShopSettings, { ...raw, baseUrl: none, pageSize: none });

    expect(settings.baseUrl).toBe('https://api.shop.test');
    expect('pageSize' in settings).toBe(false);
  });

  it('gives settings that nobody can change', () => {
    const settings = parseSettings(ShopSettings, raw);

    expect(() => Object.assign(settings, { baseUrl: 'https://evil.test' })).toThrow(TypeError);
    expect(() => Object.assign(settings, { accessToken: 'other' })).toThrow(TypeError);
  });

  it('names every bad setting at once, and never its value', () => {
    const bad = { accessToken: 12345, pageSize: 'tok-2', baseUrl: `https://${'x'.repeat(40)}` };

    expect(() => parseSettings(ShopSettings, bad)).toThrow(
      problemsOf({
        accessToken: 'accessToken must be a string',
        baseUrl: 'baseUrl must be shorter than or equal to 40 characters',
        pageSize: expect.stringContaining('pageSize must be an integer number'),
      }),
    );
    expect(() => parseSettings(ShopSettings, bad)).not.toThrow(/12345|tok-2|xxx/);
  });

  it('refuses a setting that the class does not have', () => {
    expect(() => parseSettings(ShopSettings, { ...raw, tpyo: 1 })).toThrow(
      problemsOf({ tpyo: 'property tpyo should not exist' }),
    );
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses “%s” as a setting', (key) => {
    const settings: unknown = JSON.parse(`{"accessToken": 1, "${key}": {}}`);

    expect(() => parseSettings(ShopSettings, settings)).toThrow(
      expect.objectContaining({ name: ConfigError.name, code: 'CONFIG_INVALID' }),
    );
  });

  it.each([undefined, null, 'text', 1, [[]]])('refuses %j in place of a mapping', (settings) => {
    expect(() => parseSettings(ShopSettings, settings)).toThrow(
      problemsOf({ '': 'must be a mapping' }),
    );
  });

  it.each([
    ['inspect', (settings: object) => inspect(settings, { depth: 12, showHidden: true })],
    [
      'inspect without the custom view',
      (settings: object) => inspect(settings, { customInspect: false, showHidden: true }),
    ],
    ['JSON', (settings: object) => JSON.stringify(settings)],
    ['a spread', (settings: object) => inspect({ ...settings })],
    ['its entries', (settings: object) => inspect(Object.entries(settings))],
  ])('keeps secrets out of %s', (_, show) => {
    const settings = parseSettings(ShopSettings, raw);

    expect(show(settings)).toContain('api.shop.test');
    expect(show(settings)).not.toMatch(/tok-|whs-/);
  });

  it('shows that a secret is set', () => {
    expect(JSON.parse(JSON.stringify(parseSettings(ShopSettings, raw)))).toMatchObject({
      accessToken: '********',
      webhookSecrets: '********',
    });
  });

  it('leaves the settings as written untouched', () => {
    const written = structuredClone(raw);

    parseSettings(ShopSettings, written);

    expect(written).toEqual(raw);
  });
});

describe('Secret', () => {
  it('marks a setting for the class and those that extend it', () => {
    expect(secretKeys(ShopCredential)).toEqual(['accessToken']);
    expect([...secretKeys(ShopSettings)].sort()).toEqual(['accessToken', 'webhookSecrets']);
  });

  it('gives every secret text, those in lists too, and no empty one', () => {
    const settings = parseSettings(ShopSettings, {
      ...raw,
      webhookSecrets: ['whs-1', '', 'whs-2'],
    });

    expect([...secretValues(ShopSettings, settings)].sort()).toEqual(['tok-1', 'whs-1', 'whs-2']);
  });
});
