import 'reflect-metadata';
import { afterEach, beforeEach } from '@jest/globals';
import nock from 'nock';

/** No test reaches anything but this machine. */
beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\]|::1)(:\d+)?$/);
});

afterEach(() => {
  nock.cleanAll();
});
