/** How long a line may wait for others, in ms. */
const FLUSH_INTERVAL_MS = 50;
/** How many characters may wait. */
const MAX_LENGTH = 64 * 1024;
/** The same where other processes write to the stream: the bytes that a pipe takes without others between them. */
const MAX_SHARED_BYTES = 4096;

/**
 * Collects lines and writes them to a stream together, after the calls that they are about: writing a line alone costs more
 * than the line itself. The stream gets whole lines, so that those of another writer to it never stand inside one.
 */
export class LineBuffer {
  private lines = '';
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param stream Its writes are synchronous at the exit of the process, as those of stdout are on Linux.
   * @param isShared Whether other processes write to it.
   */
  constructor(
    private readonly stream: Pick<NodeJS.WriteStream, 'write'>,
    private readonly isShared = false,
  ) {
    process.once('exit', this.flush);
  }

  /** @param line Ends with a line feed. */
  write(line: string): void {
    if (this.isShared && Buffer.byteLength(this.lines) + Buffer.byteLength(line) > MAX_SHARED_BYTES) this.flush();
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
