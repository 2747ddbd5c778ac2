import { failure, notFound } from './ga4.answers.js';
import { Ga4Audiences } from './ga4.audiences.js';
import { Ga4Report } from './ga4.report.js';
import { Ga4TokenEndpoint } from './ga4.token-endpoint.js';
import { VendorServer, type VendorAnswer, type VendorHandler } from './vendor-server.js';

const DATA_API = 'analyticsdata.googleapis.com';
const ADMIN_API = 'analyticsadmin.googleapis.com';

/**
 * One Google Analytics 4 property with its Data API, its Admin API and Google's token endpoint, all on one origin. Like Google
 * it leaves zeros and empty lists out of its answers, and shows an audience as it was when the export began.
 */
export class Ga4Simulator {
  readonly server = new VendorServer();
  readonly tokens: Ga4TokenEndpoint;
  readonly audiences: Ga4Audiences;
  readonly report = new Ga4Report();
  /** Whether the service account is a viewer of the property. */
  hasAccess = true;
  /** APIs that the Cloud project has not enabled, e.g. `analyticsadmin.googleapis.com`. */
  readonly disabledApis = new Set<string>();

  constructor(
    readonly propertyId = '123456789',
    now: () => Date = () => new Date(),
  ) {
    const property = `properties/${propertyId}`;
    this.tokens = new Ga4TokenEndpoint(now);
    this.audiences = new Ga4Audiences(property, now);
    this.server.route('POST', '/token', ({ body }) => this.tokens.exchange(body));
    this.addRoutes(property);
  }

  start(port = 0): Promise<string> {
    return this.server.start(port);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Those of a connection to this property. */
  settings() {
    const { url } = this.server;
    return {
      serviceAccount: this.tokens.keyFile(),
      propertyId: this.propertyId,
      baseUrl: url,
      adminBaseUrl: url,
      tokenUrl: `${url}/token`,
    };
  }

  private addRoutes(property: string): void {
    const { audiences, report } = this;
    const data = (method: string, path: string, handler: VendorHandler) =>
      this.server.route(method, `/v1beta/${property}${path}`, this.guarded(DATA_API, handler));

    data('GET', '/metadata', () => report.describe());
    data('POST', ':runReport', ({ body }) => report.run(body));
    data('GET', '/audienceExports', ({ query }) => audiences.listExports(query));
    data('POST', '/audienceExports', ({ body }) => audiences.createExport(body));
    data('GET', '/audienceExports/:id', ({ params }) => audiences.getExport(params['id'] ?? ''));
    // A parameter is a whole segment, so this one is `<id>:query`.
    data('POST', '/audienceExports/:call', ({ params, body }) => {
      const [id = '', verb] = (params['call'] ?? '').split(':');
      return verb === 'query' ? audiences.queryExport(id, body) : notFound();
    });
    this.server.route(
      'GET',
      `/v1alpha/${property}/audiences`,
      this.guarded(ADMIN_API, ({ query }) => audiences.list(query)),
    );
  }

  private guarded(service: string, handler: VendorHandler): VendorHandler {
    return (request) => this.refusal(service, request.headers['authorization']) ?? handler(request);
  }

  private refusal(service: string, authorization?: string): VendorAnswer | undefined {
    if (!this.tokens.isValid(authorization)) {
      return failure(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
    }
    if (this.disabledApis.has(service)) {
      const details = [{ reason: 'SERVICE_DISABLED', metadata: { service } }];
      return failure(403, 'PERMISSION_DENIED', 'The API is disabled in this project.', details);
    }
    if (this.hasAccess) return undefined;
    const message = 'User does not have sufficient permissions for this property.';
    return failure(403, 'PERMISSION_DENIED', message);
  }
}
