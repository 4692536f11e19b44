/** The beginning of a line of V8's `--trace-gc`: the isolate, and the used heap before and after, in MB. */
const COLLECTION = /^\[\d+:(\S+)\] .*? (\d+\.\d) \(\d+\.\d\) -> (\d+\.\d) \(/;

/** Adds up what a process with `--trace-gc` allocates on its JavaScript heaps, from what it prints. */
export class Allocation {
  /** Since the first collection, in bytes. */
  bytes = 0;
  #usedAfter = new Map();
  #rest = '';

  /** @param stream The stdout of the process, in UTF-8. */
  constructor(stream) {
    stream.on('data', (text) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop();
      for (const line of lines) this.#add(COLLECTION.exec(line));
    });
  }

  #add(collection) {
    if (!collection) return;
    const [, isolate, before, after] = collection;
    const usedBefore = this.#usedAfter.get(isolate);
    if (usedBefore !== undefined) this.bytes += Math.max(0, before - usedBefore) * 2 ** 20;
    this.#usedAfter.set(isolate, Number(after));
  }
}
