import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../engine/database.js';
import { Secret } from './secret.entity.js';
import { Statement } from '../engine/statement.js';

/** Random keys shared by all replicas. A key is generated when it is first used. */
@Injectable()
export class SecretsService {
  private readonly cache = new Map<string, Promise<Buffer>>();

  constructor(private readonly database: Database) {}

  /** @returns 32 random bytes, the same for a name on every replica and after every restart. */
  get(name: string): Promise<Buffer> {
    let secret = this.cache.get(name);
    if (!secret) {
      secret = this.loadOrGenerate(name);
      secret.catch(() => this.cache.delete(name)); // the next call tries again
      this.cache.set(name, secret);
    }
    return secret;
  }

  private async loadOrGenerate(name: string): Promise<Buffer> {
    const existing = await this.database.read.findOneBy(Secret, { name });
    if (existing) return Buffer.from(existing.value, 'base64url');
    await this.database.write(async (manager) => {
      const insert = new Statement(this.database.dialect);
      const values = [name, randomBytes(32).toString('base64url')].map((value) => insert.value(value)).join(', ');
      insert.text = `INSERT INTO secrets (name, value) VALUES (${values}) ON CONFLICT DO NOTHING`;
      await manager.query(...insert.toQuery());
    });
    return this.loadOrGenerate(name); // reads the key of the replica that inserted first
  }
}
