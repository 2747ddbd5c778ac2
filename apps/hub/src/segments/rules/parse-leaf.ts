import { parseWindow } from './parse-window.js';
import { type Parse, type Place, refuse, refuseValue } from './place.js';
import {
  type JsonObject,
  optional,
  parseName,
  parseNumber,
  parseObject,
  parseTrue,
  parseWord,
  required,
} from './read-json.js';
import {
  type BucketLeaf,
  type ConsentLeaf,
  type EveryoneLeaf,
  type SeenLeaf,
  type SegmentLeaf,
  type SourceLeaf,
} from './rule.js';

export function parseEveryone(object: JsonObject, at: Place): EveryoneLeaf | undefined {
  return required(object, 'everyone', at, parseTrue) && { kind: 'everyone' };
}

export function parseSegment(object: JsonObject, at: Place): SegmentLeaf | undefined {
  const key = required(object, 'segment', at, parseName);
  return key === undefined ? undefined : { kind: 'segment', key };
}

export function parseSource(object: JsonObject, at: Place): SourceLeaf | undefined {
  const connection = required(object, 'source', at, parseName);
  return connection === undefined ? undefined : { kind: 'source', connection };
}

export function parseConsent(object: JsonObject, at: Place): ConsentLeaf | undefined {
  const channel = required(object, 'consent', at, parseName);
  const is = required(object, 'is', at, parseConsentState);
  return channel === undefined || is === undefined ? undefined : { kind: 'consent', channel, is };
}

const parseConsentState: Parse<ConsentLeaf['is']> = (json, at) =>
  parseWord(json, at, ['granted', 'denied', 'unknown']);

export const parseFirstSeen = (object: JsonObject, at: Place): SeenLeaf | undefined =>
  parseSeen('firstSeen', object, at);

export const parseLastSeen = (object: JsonObject, at: Place): SeenLeaf | undefined =>
  parseSeen('lastSeen', object, at);

function parseSeen(kind: SeenLeaf['kind'], object: JsonObject, at: Place): SeenLeaf | undefined {
  const within = required(object, kind, at, parseWindow);
  return within && { kind, within };
}

export const parseBucket = (object: JsonObject, at: Place): BucketLeaf | undefined =>
  required(object, 'bucket', at, parseShare);

function parseShare(json: unknown, at: Place): BucketLeaf | undefined {
  const expected = 'an object: { "from": 0, "to": 10 }';
  const object = parseObject(json, at, ['from', 'to', 'salt'], expected);
  if (object === undefined) return undefined;
  const from = required(object, 'from', at, parsePercent);
  const to = required(object, 'to', at, parsePercent);
  const salt = optional(object, 'salt', at, parseName);
  if (from === undefined || to === undefined) return undefined;
  if (from >= to) return refuse(at, 'must have "from" below "to"');
  return { kind: 'bucket', from, to, ...(salt !== undefined && { salt }) };
}

function parsePercent(json: unknown, at: Place): number | undefined {
  const value = parseNumber(json, at);
  if (value === undefined) return undefined;
  return value >= 0 && value <= 100 ? value : refuseValue(json, at, 'a number from 0 to 100');
}
