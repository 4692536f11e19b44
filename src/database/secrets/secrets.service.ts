import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../engine/database.js';
import { Secret } from './secret.entity.js';
import { Statement } from '../engine/statement.js';

const SECRET_NAMES = ['list-cursors'] as const;
type SecretName = (typeof SECRET_NAMES)[number];

/** Random keys shared by all replicas. They are generated at the first start, so that no call needs to write for one. */
@Injectable()
export class SecretsService implements OnModuleInit {
  private readonly cache = new Map<SecretName, Promise<Buffer>>();

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    // A call that needs the key tries again.
    await Promise.allSettled(SECRET_NAMES.map((name) => this.get(name)));
  }

  /** @returns 32 random bytes, the same for a name on every replica and after every restart. */
  get(name: SecretName): Promise<Buffer> {
    let secret = this.cache.get(name);
    if (!secret) {
      secret = this.loadOrGenerate(name);
      secret.catch(() => this.cache.delete(name)); // the next call tries again
      this.cache.set(name, secret);
    }
    return secret;
  }

  private async loadOrGenerate(name: SecretName): Promise<Buffer> {
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
