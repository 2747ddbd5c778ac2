import type { IncomingMessage } from 'node:http';
import type { PushRequest } from '@segue/sdk';

/** A request after Express found its route. A wildcard's value comes as its parts. */
export interface RoutedRequest extends IncomingMessage {
  readonly params: Readonly<Record<string, string | readonly string[]>>;
}

/** Of a query parameter that is given more than once, the last counts. */
export function toPushRequest(
  incoming: RoutedRequest,
  body: Buffer,
  receivedAt: Date,
): PushRequest {
  const { method = '', url = '/', headers, params } = incoming;
  const [path = '/', query = ''] = split(url);
  return {
    method,
    path,
    params: mapValues(params, (value) => (typeof value === 'string' ? value : value.join('/'))),
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: mapValues(headers, (value) => (Array.isArray(value) ? value.join(', ') : value)),
    body,
    receivedAt,
  };
}

const split = (url: string): readonly string[] => {
  const mark = url.indexOf('?');
  return mark < 0 ? [url] : [url.slice(0, mark), url.slice(mark + 1)];
};

const mapValues = <T>(
  values: Readonly<Record<string, T>>,
  toText: (value: NonNullable<T>) => string,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, toText(value)]],
    ),
  );
