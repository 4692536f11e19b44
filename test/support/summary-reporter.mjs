// Ends a run with one line for each suite that was skipped: why, and how to run it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export default class SummaryReporter {
  constructor(_globalConfig, { skipped = [] } = {}) {
    this.skipped = skipped;
  }

  onRunComplete() {
    const file = join(process.env.TEST_RUN_FOLDER ?? '', 'skipped');
    const noted = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    const lines = [...new Set([...this.skipped, ...noted])].toSorted();
    if (lines.length === 0) return;
    process.stderr.write(`\nSkipped on this machine:\n${lines.map((line) => `  - ${line}\n`).join('')}`);
  }
}
