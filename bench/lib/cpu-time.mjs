import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ticksPerSecond = (() => {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  } catch {
    return Number.NaN;
  }
})();

/** @returns The CPU time that a process and its threads have used, in µs, or NaN on systems without `/proc`. */
export function cpuTimeUs(pid) {
  try {
    // Field 2 of proc(5)'s stat, the command name, can contain spaces. Behind it, indexes 11 and 12 are utime and stime.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1e6) / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}
