/** How long a line may wait for others, in ms. */
const FLUSH_INTERVAL_MS = 50;
/** How many characters may wait. */
const MAX_LENGTH = 64 * 1024;

/**
 * Collects lines and writes them to a stream together, after the calls that they are about: writing a line alone costs more
 * than the line itself. The stream gets whole lines, so that those of another writer to it never stand inside one.
 */
export class LineBuffer {
  private lines = '';
  private timer: NodeJS.Timeout | undefined;

  /** @param stream Its writes are synchronous at the exit of the process, as those of stdout are on Linux. */
  constructor(private readonly stream: Pick<NodeJS.WriteStream, 'write'>) {
    process.once('exit', this.flush);
  }

  /** @param line Ends with a line feed. */
  write(line: string): void {
    this.lines += line;
    if (this.lines.length >= MAX_LENGTH) this.flush();
    else this.timer ??= setTimeout(this.flush, FLUSH_INTERVAL_MS).unref();
  }

  /** Writes the lines that wait. Lines that come later wait for the exit of the process at most. */
  close(): void {
    this.flush();
    process.off('exit', this.flush);
  }

  private readonly flush = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.lines === '') return;
    this.stream.write(this.lines);
    this.lines = '';
  };
}
