import { DataSource } from 'typeorm';
import { IdempotencyKey } from '../../src/database/idempotency/idempotency-key.entity.js';
import { NewAISession } from '../../src/ai/dto/new-ai-session.dto.js';
import { idempotencyRequestOf } from '../../src/database/idempotency/idempotency-request.js';
import type { Answer } from './call.js';
import { ResourceClient } from './resource-client.js';

export const HOUR_MS = 3_600_000;

let keyCount = 0;
/** An Idempotency-Key that no other test of this file has. */
export const newKey = (): string => `key-${++keyCount}`;

/** Calls the operations of one resource with an Idempotency-Key. */
export class RetryClient extends ResourceClient {
  /** Sends a create request. */
  postWithKey(key: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.post(body, { 'idempotency-key': key, ...headers });
  }

  /** The number of rows with this text. */
  rowsWith(text: string): Promise<number> {
    return this.count({ [this.resource.text]: text });
  }

  /** What is stored of a key of the administrator. */
  storedKey(key: string): Promise<IdempotencyKey | null> {
    return this.keys.findOneBy({ id: keyId(key) });
  }

  /** Makes a key of the administrator as old as this. */
  async setKeyAge(key: string, milliseconds: number): Promise<void> {
    await this.keys.update(keyId(key), { dateCreated: new Date(Date.now() - milliseconds).toISOString() });
  }

  get keys() {
    return this.app.nest.get(DataSource).getRepository(IdempotencyKey);
  }
}

function keyId(key: string): string {
  const id = idempotencyRequestOf('admin', key, NewAISession, {})?.id;
  if (id === undefined) throw new Error(`'${key}' is not a key.`);
  return id;
}
