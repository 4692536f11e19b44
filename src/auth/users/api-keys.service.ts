import { Injectable, Logger } from '@nestjs/common';
import { newEntity } from '../../common/new-entity.js';
import { Database } from '../../database/engine/database.js';
import { ApiKey } from '../entities/api-key.entity.js';
import { AuditService } from '../audit.service.js';
import { hashOf, KEY_PREFIX, newToken, redactKey } from '../credentials/secret-token.js';
import { User } from '../entities/user.entity.js';

/** How coarsely the last use of a key is known, in ms: a write a call would cost more than the call. */
const LAST_USED_RESOLUTION_MS = 60 * 60 * 1000;

/** A key that was just made: the only time that it is there in clear. */
export interface NewKey {
  readonly key: string;
  readonly stored: ApiKey;
}

/** The keys that stand for users. */
@Injectable()
export class ApiKeysService {
  private readonly logger = new Logger('ApiKeys');

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes a key.
   *
   * @param name What it is for.
   * @param by Who makes it.
   */
  async create(user: User, name: string, by: string, dateExpires: string | null = null): Promise<NewKey> {
    const key = KEY_PREFIX + newToken();
    const stored: ApiKey = {
      ...newEntity(by),
      keyHash: hashOf(key),
      prefix: redactKey(key),
      name,
      userId: user.id,
      dateExpires,
      dateLastUsed: null,
    };
    await this.database.write((manager) => manager.insert(ApiKey, stored));
    this.audit.record('key-made', { userName: user.userName, prefix: stored.prefix, by });
    return { key, stored };
  }

  /** @returns The key's record and its user, where the key is good now. */
  async find(key: string): Promise<{ stored: ApiKey; user: User | null } | undefined> {
    const stored = await this.database.read.findOneBy(ApiKey, { keyHash: hashOf(key) });
    if (!stored || (stored.dateExpires !== null && stored.dateExpires <= new Date().toISOString())) return undefined;
    return { stored, user: await this.database.read.findOneBy(User, { id: stored.userId }) };
  }

  /** Writes down that a key is in use, about once an hour. Nobody waits for it, and nothing depends on it. */
  recordUse({ id, dateLastUsed }: ApiKey): void {
    const now = Date.now();
    if (dateLastUsed !== null && now - Date.parse(dateLastUsed) < LAST_USED_RESOLUTION_MS) return;
    const note = { dateLastUsed: new Date(now).toISOString() };
    this.database
      .write((manager) => manager.update(ApiKey, id, note))
      .catch((error: unknown) => this.logger.warn(`The use of key ${id} was not noted: ${String(error)}`));
  }

  /** All keys, or one user's, oldest first. */
  list(userId?: string): Promise<ApiKey[]> {
    return this.database.read.find(ApiKey, { where: userId === undefined ? {} : { userId }, order: { id: 'ASC' } });
  }

  /**
   * Takes back a key; within 5 s no replica lets it in.
   *
   * @param named Its id, or what lists show of it, as long as that fits one key alone.
   * @returns What was taken back; `undefined` where nothing, or more than one key, has that name.
   */
  async revoke(named: string, by: string): Promise<ApiKey | undefined> {
    const keys = (await this.list()).filter(({ id, prefix }) => id === named || prefix === named);
    const [key, another] = keys;
    if (!key || another) return undefined;
    await this.database.write((manager) => manager.delete(ApiKey, key.id));
    this.audit.record('key-revoked', { prefix: key.prefix, by });
    return key;
  }
}
