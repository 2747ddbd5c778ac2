import { TransientError, type Context } from '@segue/sdk';
import type { SlackSettings } from './slack.settings.js';

/** Slack warns about JSON without a charset. Source: https://docs.slack.dev/apis/web-api */
export const JSON_HEADERS = { 'Content-Type': 'application/json; charset=utf-8' };

/**
 * Calls a method of the Web API. Every method takes a POSTed form, as Slack's own SDK sends; those that take nested values
 * also take JSON.
 *
 * @returns the answer's fields, of which only `ok` is known to be true
 */
export async function callSlack(
  { http }: Pick<Context<SlackSettings>, 'http'>,
  method: string,
  body: object,
): Promise<Readonly<Record<string, unknown>>> {
  const headers = body instanceof URLSearchParams ? {} : JSON_HEADERS;
  const { data } = await http.post<unknown>(`/${method}`, body, { headers });
  if (!isOk(data)) throw new TransientError(`${method}: the answer is not one of Slack’s`);
  return data;
}

const isOk = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null && Reflect.get(data, 'ok') === true;
