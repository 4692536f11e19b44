import { Injectable, Logger } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { isXmlText } from '../../common/contract/member-rules.js';
import { foldName } from '../../common/fold-name.js';
import { newEntity } from '../../common/new-entity.js';
import { Database } from '../../database/engine/database.js';
import { User } from '../entities/user.entity.js';

/** argon2id at 19 MiB and 2 passes (OWASP's first choice). It runs in libuv's thread pool. */
const ARGON2_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The optional properties of a new user. */
export type UserDetails = Partial<Pick<User, 'accountIds' | 'displayName' | 'emailAddress'>>;

/** Stores users and verifies their passwords. */
@Injectable()
export class UsersService {
  /** Verified for an unknown user name, so that the response time does not reveal which names exist. */
  private readonly dummyHash = hash('nobody has this password', ARGON2_OPTIONS);

  private readonly logger = new Logger('Users');

  constructor(private readonly database: Database) {}

  /**
   * Verifies a password. Its hash is of the NFC form (RFC 8265 section 4.2.2), since keyboards differ in the form that they
   * send. Hashes from before that rule are of the form that was sent, so that is tried too, and replaced if it is right.
   *
   * @returns The user with this name, or `null`, and whether the password is right. Disabled users are included.
   */
  async verify(userName: string, password: string): Promise<{ user: User | null; isRight: boolean }> {
    const user = await this.find(userName);
    const passwordHash = user?.passwordHash ?? (await this.dummyHash);
    const isVerified = (form: string): Promise<boolean> => verify(passwordHash, form).catch(() => false);
    const normalized = password.normalize('NFC');
    let isRight = await isVerified(normalized);
    if (!isRight && normalized !== password) {
      isRight = await isVerified(password);
      if (isRight && user) await this.rehash(user, password);
    }
    return { user, isRight: user !== null && isRight };
  }

  /** Replaces a hash by that of the NFC form. A failure is only logged: the next sign-in tries again. */
  private async rehash({ id, passwordHash }: User, password: string): Promise<void> {
    try {
      const change = { passwordHash: await hashPassword(password) };
      // Not if the user has got another password since it was read.
      await this.database.write((manager) => manager.update(User, { id, passwordHash }, change));
    } catch (error) {
      this.logger.warn(`Failed to replace the password hash of user ${id}: ${String(error)}`);
    }
  }

  /** @returns The user with this name, case-insensitively, or `null`. */
  find(userName: string): Promise<User | null> {
    // PostgreSQL rejects parameters that it could not store, such as text with a NUL.
    return isXmlText(userName)
      ? this.database.read.findOneBy(User, { foldedName: foldName(userName) })
      : Promise.resolve(null);
  }

  /** @returns Whether there are no users yet. */
  async isEmpty(): Promise<boolean> {
    return !(await this.database.read.exists(User));
  }

  /** @returns The name of the oldest user with this role, searching the 100 oldest users; `undefined` if none has it. */
  async firstWith(role: string): Promise<string | undefined> {
    const users = await this.database.read.find(User, { order: { id: 'ASC' }, take: 100 });
    return users.find(({ roles }) => roles.includes(role))?.userName;
  }

  /** Adds a user, without checking name and password. */
  async add(...properties: Parameters<UsersService['prepare']>): Promise<User> {
    const user = await this.prepare(...properties);
    await this.database.write((manager) => manager.insert(User, user));
    return user;
  }

  /** @returns A user to be stored. Name and password are not checked. */
  async prepare(
    userName: string,
    password: string,
    roles: readonly string[],
    { accountIds = null, displayName = null, emailAddress = null }: UserDetails = {},
    by = userName,
  ): Promise<User> {
    const passwordHash = await hashPassword(password);
    const details = { accountIds, displayName, emailAddress, dateDisabled: null };
    return {
      ...newEntity(by),
      userName,
      foldedName: foldName(userName),
      passwordHash,
      roles: [...roles],
      ...details,
    };
  }
}

/** Hashes the NFC form of a password for storage, in PHC string format. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), ARGON2_OPTIONS);
