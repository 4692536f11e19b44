import { setTimeout as sleep } from 'node:timers/promises';
import { basic, PASSWORD } from './app.js';
import { exchange } from './exchange.js';

const HEADERS = { authorization: basic('admin', PASSWORD), 'content-type': 'application/json' };

/** Clients that create and change sessions one after the other, every second one of them with an idempotency key. */
export class KeyedLoad {
  /** The id of each session that was answered 200, by its purpose. */
  readonly answered = new Map<string, string>();
  /** Answers that are neither 200 nor a 503 with `Retry-After`, and calls without an answer. */
  readonly wrong: string[] = [];
  refused = 0;
  private isOver = false;
  private readonly clients: Promise<void>[];

  constructor(url: string, { clients = 32, name = 'load' } = {}) {
    this.clients = Array.from({ length: clients }, (_, client) => this.run(url, `${name}.${client}`, client % 2 === 0));
  }

  /** Waits for `count` more answers of 200. */
  async progress(count: number): Promise<void> {
    const goal = this.answered.size + count;
    for (let look = 0; this.answered.size < goal; look++) {
      if (look === 24_000) throw new Error(`Only ${this.answered.size} of ${goal} calls were answered within 240 s.`);
      await sleep(10);
    }
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.clients);
  }

  /**
   * @param answered The answers to look for: those until some moment.
   * @returns The purposes that were answered 200 and are not stored under the id of their answer.
   */
  missing(stored: readonly { id: string; purpose: string }[], answered = this.answered): string[] {
    const ids = new Map(stored.map(({ id, purpose }) => [purpose, id]));
    return [...answered].filter(([purpose, id]) => ids.get(purpose) !== id).map(([purpose]) => purpose);
  }

  private async run(url: string, client: string, isKeyed: boolean): Promise<void> {
    for (let call = 0; !this.isOver; call++) {
      const purpose = `${client}.${call}`;
      const key: Record<string, string> = isKeyed ? { 'idempotency-key': `"${purpose}"` } : {};
      const created = await this.call(`${url}/ai/sessions`, 'POST', JSON.stringify({ purpose }), key);
      if (created === undefined) continue;
      const { id } = JSON.parse(created) as { id: string };
      this.answered.set(purpose, id);
      // A change has a transaction of its own, so changes wait for connections. A read is a single statement.
      if (isKeyed) await this.call(`${url}/ai/sessions/${id}`, 'PATCH', '{}');
      else await this.call(`${url}/ai/sessions/${id}`, 'GET');
    }
  }

  /** @returns The body of an answer of 200. */
  private async call(
    url: string,
    method: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<string | undefined> {
    try {
      const answer = await exchange(url, { method, headers: { ...HEADERS, ...headers }, body });
      if (answer.status === 200) return answer.text;
      if (answer.status === 503 && Number(answer.headers.get('retry-after')) > 0) this.refused++;
      else this.wrong.push(`${method} ${answer.status} ${answer.text}`);
    } catch (error) {
      this.wrong.push(`${method} ${String(error)}`);
    }
    await sleep(10);
    return undefined;
  }
}
