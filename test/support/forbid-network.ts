import 'reflect-metadata';
import { afterAll, afterEach, beforeEach } from '@jest/globals';
import nock from 'nock';

/** No test reaches anything but this machine. */
beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\]|::1)(:\d+)?$/);
});

afterEach(() => {
  nock.cleanAll();
});

// Every spec file loads a nock of its own, and all of them patch the same http module: the last one must let go.
afterAll(() => {
  nock.restore();
});
