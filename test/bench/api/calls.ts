import { PREVIEW_RULE } from '../evaluate/preview-rule.js';
import type { ApiClient } from './api-client.js';

/** A call that pages of the console make. */
export interface PageCall {
  readonly name: string;
  readonly page: string;
  /** How often, beside the others. */
  readonly weight: number;
  readonly isPreview?: boolean;
  readonly make: (random: () => number) => { readonly path: string; readonly body?: object };
}

interface Member {
  readonly profileId: string;
  readonly email: string | null;
}

/** Things that are there to be looked at. */
export interface Samples {
  readonly segments: readonly string[];
  readonly members: readonly Member[];
  readonly runs: readonly string[];
}

export async function sampleThings(client: ApiClient): Promise<Samples> {
  const { segments } = await client.call<{
    segments: { key: string; size: number }[];
  }>('/api/segments');
  const filled = segments.filter(({ size }) => size > 1_000).map(({ key }) => key);
  const members: Member[] = [];
  for (const key of filled.slice(0, 10)) {
    const page = await client.call<{ members: Member[] }>(`/api/segments/${key}/members?limit=500`);
    members.push(...page.members);
  }
  const { runs } = await client.call<{ runs: { id: string }[] }>('/api/runs');
  return { segments: filled, members, runs: runs.map(({ id }) => id) };
}

/** The mix: what somebody who works with segments calls in an hour. @param sync id of one that has filled its audience */
export function pageCalls({ segments, members, runs }: Samples, sync: string): readonly PageCall[] {
  const one = <T>(list: readonly T[], random: () => number): T =>
    list[Math.floor(random() * list.length)]!;
  const get = (
    page: string,
    name: string,
    weight: number,
    path: (random: () => number) => string,
  ): PageCall => ({ page, name, weight, make: (random) => ({ path: path(random) }) });
  const segment = (random: () => number): string => `/api/segments/${one(segments, random)}`;
  const profile = (random: () => number): string =>
    `/api/profiles/${one(members, random).profileId}`;
  const prefix = (random: () => number): string => {
    const { email } = one(members, random);
    return encodeURIComponent(email?.slice(0, 8) ?? 'user');
  };
  return [
    get('Overview', 'status', 2, () => '/api/status'),
    get('Overview', 'overview', 4, () => '/api/overview'),
    get('Connections', 'connections', 2, () => '/api/connections'),
    get('Connections', 'plugins', 1, () => '/api/plugins'),
    get('Profiles', 'newest', 2, () => '/api/profiles?limit=50'),
    get('Profiles', 'search', 4, (random) => `/api/profiles?q=${prefix(random)}&limit=50`),
    get('Profiles', 'profile', 4, profile),
    get('Profiles', 'timeline', 4, (random) => `${profile(random)}/timeline?limit=50`),
    get('Profiles', 'why', 3, (random) => `${profile(random)}/segments/${one(segments, random)}`),
    get('Segments', 'list', 4, () => '/api/segments'),
    get('Segments', 'segment', 4, segment),
    get('Segments', 'members', 3, (random) => `${segment(random)}/members?limit=100`),
    get('Segments', 'history', 3, (random) => `${segment(random)}/history`),
    get('Segments', 'log', 2, (random) => `${segment(random)}/log?limit=100`),
    get('Segments', 'warnings', 2, (random) => `${segment(random)}/warnings`),
    get('Segments', 'versions', 1, (random) => `${segment(random)}/versions`),
    get('Segments', 'usage', 1, (random) => `${segment(random)}/usage`),
    get(
      'Segments',
      'overlap',
      2,
      (random) => `${segment(random)}/overlap?with=${one(segments, random)}`,
    ),
    get('Segments', 'compare', 1, (random) => `${segment(random)}/compare`),
    get('Segments', 'templates', 1, () => '/api/segment-templates'),
    get('Builder', 'traits', 3, () => '/api/catalog/traits?q=p'),
    get('Builder', 'events', 3, () => '/api/catalog/events?q=or'),
    get('Builder', 'properties', 2, () => '/api/catalog/events/Order%20Completed/properties'),
    get('Builder', 'trait values', 2, () => '/api/catalog/values?trait=plan'),
    get(
      'Builder',
      'property values',
      2,
      () => '/api/catalog/values?event=Product%20Viewed&property=category',
    ),
    {
      ...get('Builder', 'describe', 3, () => '/api/rules/describe'),
      make: () => ({ path: '/api/rules/describe', body: { rule: PREVIEW_RULE } }),
    },
    {
      ...get('Builder', 'preview', 2, () => '/api/segments/preview'),
      isPreview: true,
      make: () => ({ path: '/api/segments/preview', body: { rule: PREVIEW_RULE } }),
    },
    get('Syncs', 'syncs', 2, () => '/api/syncs'),
    get('Syncs', 'sync', 2, () => `/api/syncs/${sync}`),
    get('Syncs', 'people', 2, () => `/api/syncs/${sync}/rows?state=delivered&limit=50`),
    get('Syncs', 'plan', 1, () => `/api/syncs/${sync}/plan`),
    get('Runs', 'runs', 3, () => '/api/runs?limit=50'),
    get('Runs', 'run', 2, (random) => `/api/runs/${one(runs, random)}`),
    get('Runs', 'records', 1, (random) => `/api/runs/${one(runs, random)}/records`),
  ];
}
