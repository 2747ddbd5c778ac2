import {
  isJsonObject,
  isNestedTooDeep,
  type JsonObject,
  type JsonValue,
  type PushRequest,
} from '@segue/sdk';

const bodies = new WeakMap<PushRequest, JsonObject | 'malformed'>();

/**
 * The body as a JSON object, whatever its content type: browsers send JSON as `text/plain`, which spares them a CORS preflight.
 * Parsed once a request, though every connection is asked whether it claims it.
 */
export function bodyOf(request: PushRequest): JsonObject | 'malformed' {
  const known = bodies.get(request);
  if (known !== undefined) return known;
  const body = parseObject(request.body.toString('utf8'));
  bodies.set(request, body);
  return body;
}

function parseObject(text: string): JsonObject | 'malformed' {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : 'malformed';
  } catch {
    return 'malformed';
  }
}

/** The value without the write key, which browsers repeat in every message and which is not to be kept with it. */
export function withoutWriteKey(message: JsonValue): JsonValue {
  if (!isJsonObject(message)) return message;
  return Object.fromEntries(Object.entries(message).filter(([key]) => key !== 'writeKey'));
}

/** Size as JSON, in bytes; 0 for what no serialiser can take, which is refused for that. */
export const byteLengthOf = (message: JsonValue): number =>
  isNestedTooDeep(message) ? 0 : Buffer.byteLength(JSON.stringify(message));
