import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../apps/hub/src/main.ts', import.meta.url));
const LOADER = new URL('./ts-loader.mjs', import.meta.url).href;
const REGISTER = `data:text/javascript,import{register}from'node:module';register('${LOADER}')`;

export interface HubProcessOptions {
  /** Where segue.yaml and, without another place for it, the database are. */
  readonly folder: string;
  /** All that the process sees of an environment, besides PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** What is piped in. */
  readonly input?: string;
}

export interface Exit {
  /** Null when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The `segue` command as a process of its own, from the TypeScript sources: nothing has to be built. */
export class HubProcess {
  stdout = '';
  stderr = '';
  readonly exit: Promise<Exit>;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly waiting = new Set<() => void>();
  private isOver = false;

  constructor(args: readonly string[], { folder, env = {}, input = '' }: HubProcessOptions) {
    const flags = ['--conditions=source', '--no-warnings', '--import', REGISTER];
    this.child = spawn(process.execPath, [...flags, MAIN, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin.on('error', () => undefined).end(input);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.wake();
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.wake();
    });
    this.exit = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        this.isOver = true;
        this.wake();
        resolve({ code, signal });
      });
    });
  }

  get output(): string {
    return `${this.stdout}\n${this.stderr}`;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** SIGKILL leaves the process no time for anything. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Kills it if it still runs, and waits until it is gone. */
  async kill(): Promise<Exit> {
    this.signal('SIGKILL');
    return this.exit;
  }

  /** Waits for a text on stdout. @throws Error when the process ends without it */
  async printed(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.stdout)) {
      if (this.isOver) throw new Error(`never printed ${String(pattern)}: ${this.output}`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}

export interface Finished extends Exit {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function segue(
  args: readonly string[],
  options: HubProcessOptions,
): Promise<Finished> {
  const hub = new HubProcess(args, options);
  const exit = await hub.exit;
  return { ...exit, stdout: hub.stdout, stderr: hub.stderr };
}
