import { jest } from '@jest/globals';

/** The clocks of this process, which the service in it goes by; they run on from wherever they are put. */
export class Clock {
  private ahead = 0;
  private readonly RealDate = Date;

  /** @param isMonotonicClockKept Whether only the system clock is put elsewhere, as an operator or NTP does. */
  constructor({ isMonotonicClockKept = false } = {}) {
    const { RealDate } = this;
    const now = performance.now.bind(performance);
    const ahead = (): number => this.ahead;
    if (!isMonotonicClockKept) jest.spyOn(performance, 'now').mockImplementation(() => now() + ahead());
    globalThis.Date = class extends RealDate {
      constructor(time: number | string = RealDate.now() + ahead()) {
        super(time);
      }
      static override now(): number {
        return RealDate.now() + ahead();
      }
    } as DateConstructor;
  }

  /** Lets so many seconds pass. */
  pass(seconds: number): void {
    this.ahead += seconds * 1000;
  }

  stop(): void {
    globalThis.Date = this.RealDate;
    jest.restoreAllMocks();
  }
}
