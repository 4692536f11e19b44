import { Injectable, Logger } from '@nestjs/common';
import { newEntity } from '../../common/new-entity.js';
import { Database } from '../../database/engine/database.js';
import { ApiKey } from '../entities/api-key.entity.js';
import { AuditService } from '../audit.service.js';
import { KEY_PREFIX } from '../../common/user-rules.js';
import { hashOf, newToken, redactKey } from '../credentials/secret-token.js';
import { User } from '../entities/user.entity.js';
import { lockUser } from './change-user.js';

/** The precision of a key's last use, in ms. Writing it on every call would cost more than the call itself. */
const LAST_USED_RESOLUTION_MS = 60 * 60 * 1000;

/** A new key in clear text, which is not available later, and its stored record. */
export interface NewKey {
  readonly key: string;
  readonly stored: ApiKey;
}

/** Stores API keys, with which programs call on behalf of users. */
@Injectable()
export class ApiKeysService {
  private readonly logger = new Logger('ApiKeys');

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * Creates a key.
   *
   * @param name The purpose of the key, for people.
   * @param by The name of the operator.
   * @param dateExpires ISO 8601, UTC; `null` for a key that does not expire.
   * @param requestId The id of the call; absent for a command.
   * @throws NotFoundError if the user was deleted meanwhile.
   */
  async create(
    user: User,
    name: string,
    by: string,
    dateExpires: string | null = null,
    requestId?: string,
  ): Promise<NewKey> {
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
    await this.database.write(async (manager) => {
      await lockUser(manager, { id: user.id });
      await manager.insert(ApiKey, stored);
    });
    this.audit.record('key-created', { userName: user.userName, prefix: stored.prefix, by }, requestId);
    return { key, stored };
  }

  /** @returns The key's record and user, or `undefined` if the key is unknown or has expired. */
  async find(key: string): Promise<{ stored: ApiKey; user: User | null } | undefined> {
    const stored = await this.database.read.findOneBy(ApiKey, { keyHash: hashOf(key) });
    if (!stored || (stored.dateExpires !== null && stored.dateExpires <= new Date().toISOString())) return undefined;
    return { stored, user: await this.database.read.findOneBy(User, { id: stored.userId }) };
  }

  /**
   * Stores when a key was last used, about once an hour, and writes it to the audit log. It runs in the background; a
   * failure to store it is only logged.
   *
   * @param source The user and the client's address, for the audit log.
   */
  recordUse(
    { id, prefix, dateLastUsed }: ApiKey,
    source: { userName: string; address: string },
    requestId: string,
  ): void {
    const now = Date.now();
    if (dateLastUsed !== null && now - Date.parse(dateLastUsed) < LAST_USED_RESOLUTION_MS) return;
    this.audit.record('key-used', { userName: source.userName, prefix, address: source.address }, requestId);
    const change = { dateLastUsed: new Date(now).toISOString() };
    this.database
      .write((manager) => manager.update(ApiKey, id, change))
      .catch((error: unknown) =>
        this.logger.warn(`Failed to store the last use of key ${id}: ${String(error)}`, { requestId }),
      );
  }

  /** @returns All keys, or the keys of one user, oldest first. */
  list(userId?: string): Promise<ApiKey[]> {
    return this.database.read.find(ApiKey, { where: userId === undefined ? {} : { userId }, order: { id: 'ASC' } });
  }

  /**
   * Revokes a key. Every replica rejects it within 5 s.
   *
   * @param which The key's id, or its public prefix.
   * @param by The name of the operator.
   * @param requestId The id of the call; absent for a command.
   * @returns The revoked key; `undefined` if no key, or more than one, matches.
   */
  async revoke(
    which: Pick<ApiKey, 'id'> | Pick<ApiKey, 'prefix'>,
    by: string,
    requestId?: string,
  ): Promise<ApiKey | undefined> {
    const revoked = await this.database.write(async (manager) => {
      const [key, another] = await manager.find(ApiKey, { where: which, take: 2 });
      if (!key || another) return undefined;
      const { affected } = await manager.delete(ApiKey, key.id);
      return affected === 1 ? key : undefined; // another call may have revoked it meanwhile
    });
    if (revoked) this.audit.record('key-revoked', { prefix: revoked.prefix, by }, requestId);
    return revoked;
  }
}
