import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';

interface Terminal extends Readable {
  readonly isTTY?: boolean;
}

/**
 * A password from a prompt that does not show it, or the first line of what is piped in: never an argument, which other
 * processes and the shell's history could see.
 *
 * @returns an empty text where there is none
 */
export async function readPassword(
  question: string,
  input: Terminal = process.stdin,
  output: Writable = process.stderr,
): Promise<string> {
  const isTerminal = input.isTTY === true;
  if (isTerminal) output.write(question);
  // With a terminal and no output nothing is echoed.
  const lines = createInterface({ input, terminal: isTerminal });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (isTerminal) output.write('\n');
  }
}
