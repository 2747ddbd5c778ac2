import { describe, expect, it } from '@jest/globals';
import { parseConfig } from './parse-config.js';

const parse = (text: string) =>
  parseConfig(text, {
    file: 'segue.yaml',
    env: { OIDC_SECRET: 'hush' },
    connectors: () => undefined,
    pluginKeys: [],
    parseRule: (rule) => rule,
    referencedSegments: () => [],
  });

const OIDC = `
access:
  oidc:
    issuer: https://login.acme.example
    clientId: segue
    clientSecret: "\${OIDC_SECRET}"
    roles: { segue-owners: owner, marketing: marketer }
`;

describe('who may use the hub, in segue.yaml', () => {
  it('can sign in with OpenID Connect', () => {
    expect(parse(OIDC).access).toEqual({
      oidc: {
        issuer: 'https://login.acme.example',
        clientId: 'segue',
        clientSecret: 'hush',
        roleClaim: 'groups',
        roles: [
          ['segue-owners', 'owner'],
          ['marketing', 'marketer'],
        ],
      },
    });
  });

  it('reaches it at an address, through proxies', () => {
    const text =
      'server: { url: "https://segue.acme.example", trustedProxies: [loopback, 10.0.0.0/8, "fd00::/8"] }';

    expect(parse(text).server).toEqual({
      url: 'https://segue.acme.example',
      trustedProxies: ['loopback', '10.0.0.0/8', 'fd00::/8'],
    });
  });

  it.each([
    ['server: { url: segue.acme.example }', /server\.url must begin with https/],
    ['server: { url: "https://acme.example/segue" }', /server\.url must .* have no path/],
    [
      'server: { trustedProxies: [everyone] }',
      /trustedProxies\[0\] must be an address or a network/,
    ],
    ['server: { trustedProxies: [10.0.0.0/33] }', /trustedProxies\[0\] must be an address/],
    [
      OIDC.replace('marketer', 'boss'),
      /marketing must be one of owner, operator, marketer, viewer/,
    ],
    [OIDC.replace('clientId: segue', ''), /clientId is missing/],
    [OIDC.replace('https://login.acme.example', 'ftp://x'), /issuer must begin with https/],
  ])('is refused in %s', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
