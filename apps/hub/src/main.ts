import 'reflect-metadata';
import { runProgram } from './cli/program.js';
import { boundHeap } from './runtime/bound-heap.js';

boundHeap();

const line = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);

const code = await runProgram(
  process.argv.slice(2),
  process.env,
  line(process.stdout),
  line(process.stderr),
);
// Not left to the event loop: the schema engine, once used, keeps a timer of its own for ten seconds.
process.stdout.write('', () => process.exit(code));
