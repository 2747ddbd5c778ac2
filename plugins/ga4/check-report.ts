import { ConfigError } from '@segue/sdk';
import { objectsIn, textIn } from './answer.js';
import type { UserReportSettings } from './ga4.settings.js';
import type { GoogleClient } from './google-client.js';

/**
 * Proves with the property's metadata that it can be read, and that it has what the user report asks for.
 *
 * @throws ConfigError naming what the property does not have
 */
export async function checkReport(
  google: GoogleClient,
  propertyId: string,
  report: Readonly<UserReportSettings> | undefined,
): Promise<void> {
  const metadata = await google.get(`/v1beta/properties/${propertyId}/metadata`);
  if (!report) return;
  const namesIn = (key: string) => objectsIn(metadata, key).map((item) => textIn(item, 'apiName'));
  const dimensions = namesIn('dimensions');
  const metrics = namesIn('metrics');
  const unknown = report.metrics.filter((metric) => !metrics.includes(metric));

  const problems: Record<string, string> = {};
  if (!dimensions.includes(report.dimension)) {
    problems['userReport.dimension'] =
      `the property has no dimension ${report.dimension}: register the user property under Admin → Custom definitions`;
  }
  if (unknown.length > 0) {
    problems['userReport.metrics'] = `the property has no metric ${unknown.join(', ')}`;
  }
  if (Object.keys(problems).length > 0) {
    throw new ConfigError(Object.values(problems).join('; '), problems);
  }
}
