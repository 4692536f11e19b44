import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../engine/database.js';
import { Secret } from './secret.entity.js';
import { Statement } from '../engine/statement.js';

/** The keys that all replicas share, made at their first use. */
@Injectable()
export class SecretsService {
  private readonly known = new Map<string, Promise<Buffer>>();

  constructor(private readonly database: Database) {}

  /** @returns 32 random bytes, the same for this name on every replica and after every start. */
  get(name: string): Promise<Buffer> {
    let secret = this.known.get(name);
    if (!secret) {
      secret = this.load(name);
      secret.catch(() => this.known.delete(name)); // tried again at its next use
      this.known.set(name, secret);
    }
    return secret;
  }

  private async load(name: string): Promise<Buffer> {
    const found = await this.database.read.findOneBy(Secret, { name });
    if (found) return Buffer.from(found.value, 'base64url');
    await this.database.write(async (manager) => {
      const insert = new Statement(this.database.dialect);
      const values = [name, randomBytes(32).toString('base64url')].map((value) => insert.value(value)).join(', ');
      insert.text = `INSERT INTO secrets (name, value) VALUES (${values}) ON CONFLICT DO NOTHING`;
      await manager.query(...insert.toQuery());
    });
    return this.load(name);
  }
}
