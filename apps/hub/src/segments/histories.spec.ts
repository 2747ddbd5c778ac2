import { describeHistories } from './testing/describe-histories.js';

describeHistories(['UTC', 'Asia/Kathmandu', 'Europe/Berlin'], 1 / 6);
