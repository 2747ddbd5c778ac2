import 'reflect-metadata';
import { runProgram } from './cli/program.js';

const line = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);

process.exitCode = await runProgram(
  process.argv.slice(2),
  process.env,
  line(process.stdout),
  line(process.stderr),
);
