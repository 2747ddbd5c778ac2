import { failure, rowsIn, type Range } from './ga4.answers.js';
import type { VendorAnswer } from './vendor-server.js';

const TOKENS_PER_REPORT = 10;

export interface Ga4ReportRequest extends Range {
  readonly dateRanges: readonly { readonly startDate: string; readonly endDate: string }[];
  readonly dimensions: readonly { readonly name: string }[];
  readonly metrics: readonly { readonly name: string }[];
  readonly dimensionFilter?: {
    readonly notExpression?: {
      readonly filter: { readonly inListFilter?: { readonly values: readonly string[] } };
    };
  };
  readonly orderBys?: readonly object[];
  readonly keepEmptyRows?: boolean;
  readonly returnPropertyQuota?: boolean;
}

type Metrics = Readonly<Record<string, number>>;

/** Reports of one property by one dimension, and the property's quota. Knows no days: the numbers are of any date range. */
export class Ga4Report {
  /** The requests, in their order. */
  readonly requests: Ga4ReportRequest[] = [];
  /** Goes into the metadata of every report, e.g. `{ subjectToThresholding: true }`. */
  flags: Readonly<Record<string, unknown>> = {};
  timeZone = 'Europe/Berlin';
  /** What is left of the property's 40,000 tokens per hour. */
  tokensLeft = 40_000;
  private readonly dimensions = new Map<string, Map<string, Metrics>>();

  /** Registers the dimension and metrics, and sets the numbers of one of its values. */
  setMetrics(dimension: string, value: string, metrics: Metrics): void {
    const values = this.dimensions.get(dimension) ?? new Map<string, Metrics>();
    this.dimensions.set(dimension, values.set(value, metrics));
  }

  describe(): VendorAnswer {
    const toItems = (names: readonly string[]) => names.map((apiName) => ({ apiName }));
    return {
      body: {
        dimensions: toItems([...this.dimensions.keys()]),
        metrics: toItems([...this.metricNames()]),
      },
    };
  }

  run(body: unknown): VendorAnswer {
    const request = body as Ga4ReportRequest;
    this.requests.push(request);
    const name = request.dimensions[0]?.name ?? '';
    const values = this.dimensions.get(name);
    if (!values) return failure(400, 'INVALID_ARGUMENT', `Field ${name} is not a valid dimension.`);
    const metrics = request.metrics.map((metric) => metric.name);
    const unknown = metrics.find((metric) => !this.metricNames().has(metric));
    if (unknown !== undefined) {
      return failure(400, 'INVALID_ARGUMENT', `Field ${unknown} is not a valid metric.`);
    }
    if (this.tokensLeft < TOKENS_PER_REPORT) {
      const message = 'Exhausted property tokens per hour. These tokens return in under an hour.';
      return failure(429, 'RESOURCE_EXHAUSTED', message);
    }
    this.tokensLeft -= TOKENS_PER_REPORT;
    return {
      body: {
        dimensionHeaders: [{ name }],
        metricHeaders: metrics.map((metric) => ({ name: metric, type: 'TYPE_FLOAT' })),
        ...rowsIn('rows', toRows(values, metrics, request), request),
        metadata: { currencyCode: 'EUR', timeZone: this.timeZone, ...this.flags },
        ...(request.returnPropertyQuota ? { propertyQuota: this.quota() } : {}),
        kind: 'analyticsData#runReport',
      },
    };
  }

  private metricNames(): ReadonlySet<string> {
    const all = [...this.dimensions.values()].flatMap((values) => [...values.values()]);
    return new Set(all.flatMap((metrics) => Object.keys(metrics)));
  }

  private quota(): object {
    return {
      tokensPerDay: { consumed: TOKENS_PER_REPORT, remaining: 160_000 + this.tokensLeft },
      tokensPerHour: { consumed: TOKENS_PER_REPORT, remaining: this.tokensLeft },
      concurrentRequests: { remaining: 10 },
    };
  }
}

function toRows(
  values: ReadonlyMap<string, Metrics>,
  metrics: readonly string[],
  { dimensionFilter, keepEmptyRows, orderBys }: Ga4ReportRequest,
): readonly object[] {
  const excluded = dimensionFilter?.notExpression?.filter.inListFilter?.values ?? [];
  const kept = [...values].filter(
    ([value, numbers]) =>
      !excluded.includes(value) && (keepEmptyRows || metrics.some((metric) => numbers[metric])),
  );
  // Unordered, a report comes in any order: here, the latest value first.
  const rows = orderBys ? kept.sort(([a], [b]) => (a < b ? -1 : 1)) : kept.reverse();
  return rows.map(([value, numbers]) => ({
    dimensionValues: [{ value }],
    metricValues: metrics.map((metric) => ({ value: String(numbers[metric] ?? 0) })),
  }));
}
