import { jest } from '@jest/globals';

/**
 * The clocks of this process, which the service in it uses too. They stand still between calls of `pass`, so that a busy
 * machine changes nothing.
 */
export class Clock {
  private elapsedMs = 0;
  private readonly RealDate = Date;

  /** @param isMonotonicClockKept Whether only the system clock is put elsewhere, as an operator or NTP does. */
  constructor({ isMonotonicClockKept = false } = {}) {
    const { RealDate } = this;
    const [date, monotonic] = [RealDate.now(), performance.now()];
    const elapsed = (): number => this.elapsedMs;
    if (!isMonotonicClockKept) jest.spyOn(performance, 'now').mockImplementation(() => monotonic + elapsed());
    globalThis.Date = class extends RealDate {
      constructor(time: number | string = date + elapsed()) {
        super(time);
      }
      static override now(): number {
        return date + elapsed();
      }
    } as DateConstructor;
  }

  pass(seconds: number): void {
    this.elapsedMs += seconds * 1000;
  }

  stop(): void {
    globalThis.Date = this.RealDate;
    jest.restoreAllMocks();
  }
}
