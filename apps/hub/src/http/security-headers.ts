import helmet from 'helmet';
import type { Middleware } from './exchange.js';

const YEAR_S = 31_536_000;

/** Swagger UI sets styles in its markup, and draws with data URLs. No script stands in a page. */
const protect = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'style-src': ["'self'", "'unsafe-inline'"],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: { maxAge: YEAR_S, includeSubDomains: false },
}) as unknown as Middleware;

/** Answers hold personal data: no cache may keep them, and no other page may frame or sniff them. */
export const setSecurityHeaders: Middleware = (request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  protect(request, response, next);
};
