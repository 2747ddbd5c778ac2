import { describe, expect, it } from '@jest/globals';
import { greeting } from './greeting.js';

const HERE = 'http://127.0.0.1:3000';

describe('the greeting of a hub', () => {
  it('has the address and the link of the first owner, each where it is seen', () => {
    const setUpLink = `${HERE}/setup?token=t`;

    expect(greeting({ address: HERE, listensAt: HERE, setUpLink }).split('\n')).toEqual([
      '',
      `  Segue is running at ${HERE}`,
      `  Open it in a browser. What programs can ask it is at ${HERE}/api/docs`,
      '',
      '  Nobody can sign in yet. Make the account of the first owner here, within 30 minutes:',
      `  ${setUpLink}`,
      '',
    ]);
  });

  it('says where it listens when people come by another address, and nothing of a link that is not needed', () => {
    const address = 'https://segue.acme.example';

    const text = greeting({ address, listensAt: HERE, setUpLink: undefined });

    expect(text).toContain(`It listens at ${HERE}`);
    expect(text).not.toContain('setup');
  });
});
