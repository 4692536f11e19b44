import { jest } from '@jest/globals';

/**
 * The clocks of this process, which the service in it uses too. They stand still between calls of `pass`, so that a busy
 * machine changes nothing.
 */
export class Clock {
  private elapsedMs = 0;
  /** By how much the system clock is ahead of where it would be if nobody had set it. */
  private steppedMs = 0;
  private readonly RealDate = Date;

  /** @param isMonotonicClockKept Whether only the system clock is put elsewhere, as an operator or NTP does. */
  constructor({ isMonotonicClockKept = false } = {}) {
    const { RealDate } = this;
    // Whole milliseconds, whose sums are exact: a time limit of 5 s is over when 5 s have passed.
    const [date, monotonic] = [RealDate.now(), Math.round(performance.now())];
    const elapsed = (): number => this.elapsedMs;
    const systemTime = (): number => date + this.elapsedMs + this.steppedMs;
    if (!isMonotonicClockKept) jest.spyOn(performance, 'now').mockImplementation(() => monotonic + elapsed());
    globalThis.Date = class extends RealDate {
      constructor(time: number | string = systemTime()) {
        super(time);
      }
      static override now(): number {
        return systemTime();
      }
    } as DateConstructor;
  }

  pass(seconds: number): void {
    this.elapsedMs += seconds * 1000;
  }

  /** Sets the system clock forward, or back. */
  step(seconds: number): void {
    this.steppedMs += seconds * 1000;
  }

  stop(): void {
    globalThis.Date = this.RealDate;
    jest.restoreAllMocks();
  }
}
