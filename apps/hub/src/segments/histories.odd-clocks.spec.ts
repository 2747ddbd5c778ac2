import { describeHistories } from './testing/describe-histories.js';

// Where midnights are missing or come twice, and where a whole day was skipped. A file by itself, so that both run at once.
describeHistories(['America/Santiago', 'America/Havana', 'Pacific/Apia'], 1 / 6);
