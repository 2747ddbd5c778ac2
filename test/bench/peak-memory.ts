import { readFileSync } from 'node:fs';

/**
 * The most that this process had resident so far, in bytes. On Linux not from `resourceUsage`: its number begins with what the
 * process that started this one had.
 */
export function peakMemory(): number {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
    return Number(kibibytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
