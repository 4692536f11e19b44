import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from './resources.js';
import type { Service } from './service.js';

/** The system clock of the service, which can be stepped while it runs. */
export class ServiceClock {
  private readonly file: string;

  /** What the service needs at its start: its environment and the flags of Node.js. */
  readonly env: Readonly<Record<string, string>>;
  readonly flags: readonly string[] = ['--import', new URL('clock-preload.mjs', import.meta.url).href];

  constructor(name: string) {
    this.file = join(newFolder(name), 'offset-ms');
    this.env = { CLOCK_OFFSET_FILE: this.file };
    writeFileSync(this.file, '0');
  }

  /** @param offsetMs By how much the clock differs from the machine's from now on. */
  step(service: Service, offsetMs: number): void {
    writeFileSync(this.file, String(offsetMs));
    service.signal('SIGUSR2');
  }
}
