import type { Answer, TestApp } from './app.js';
import { xmlNamespace } from './request-bodies.js';

/** Records the usage of AI and gets it, in JSON. */
export class UsageClient {
  constructor(private readonly app: () => TestApp) {}

  readonly record = (members: object | string, headers?: Record<string, string>): Promise<Answer> =>
    this.app().postJson('/ai/usage/records', members, headers);

  /** Stores records, one after the other. */
  async recordAll(...records: readonly object[]): Promise<void> {
    for (const members of records) {
      const { status, text } = await this.record(members);
      if (status !== 200) throw new Error(text);
    }
  }

  async usageOf(query: Readonly<Record<string, string>>): Promise<Answer['json']> {
    const { status, json, text } = await this.app().call('GET', `/ai/usage?${new URLSearchParams(query).toString()}`);
    if (status !== 200) throw new Error(text);
    return json;
  }

  /** The minutes of an account; `undefined` if no record matches. */
  async minutesOf(accountId: string, dates: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    const { accountUsage } = await this.usageOf({ accountId, ...dates });
    return (accountUsage as { aiMinutes: number }[])[0]?.aiMinutes;
  }
}

/** A request about usage in XML. */
export const usageXml = (operation: string, members: Readonly<Record<string, unknown>>): string =>
  `<${operation} xmlns="${xmlNamespace('Voice.Api.AI')}">${Object.entries(members)
    .map(([name, value]) => `<${name}>${String(value)}</${name}>`)
    .join('')}</${operation}>`;
