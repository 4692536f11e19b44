import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { isXmlText } from '../../common/contract/member-rules.js';
import { newEntity } from '../../common/new-entity.js';
import { Database } from '../../database/engine/database.js';
import { User } from '../entities/user.entity.js';

/** argon2id at 19 MiB and 2 passes (OWASP's first choice), off the event loop. */
const ARGON2_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** What is known of a new user besides name, password and roles. */
export type UserDetails = Partial<Pick<User, 'accountIds' | 'displayName' | 'emailAddress'>>;

/** The people who may sign in. */
@Injectable()
export class UsersService {
  /** Verified for names that nobody has, so that they take as long as those that somebody has. */
  private readonly nobody = hash('nobody has this password', ARGON2_OPTIONS);

  constructor(private readonly database: Database) {}

  /** @returns The user with this name, if there is one, and whether this is their password. */
  async verify(userName: string, password: string): Promise<{ user: User | null; isRight: boolean }> {
    const user = await this.find(userName);
    const isRight = await verify(user?.passwordHash ?? (await this.nobody), password).catch(() => false);
    return { user, isRight: user !== null && isRight };
  }

  /** @returns The user with this name, if there is one. */
  find(userName: string): Promise<User | null> {
    // PostgreSQL refuses to be asked for what it could not store.
    return isXmlText(userName) ? this.database.read.findOneBy(User, { userName }) : Promise.resolve(null);
  }

  /** Whether there are none yet. */
  async isEmpty(): Promise<boolean> {
    return !(await this.database.read.exists(User));
  }

  /** @returns The name of the oldest user with this role, if there is one. */
  async firstWith(role: string): Promise<string | undefined> {
    const users = await this.database.read.find(User, { order: { id: 'ASC' }, take: 100 });
    return users.find(({ roles }) => roles.includes(role))?.userName;
  }

  /** Adds a user. */
  async add(
    userName: string,
    password: string,
    roles: readonly string[],
    { accountIds = null, displayName = null, emailAddress = null }: UserDetails = {},
    by = userName,
  ): Promise<User> {
    const passwordHash = await hashPassword(password);
    const details = { accountIds, displayName, emailAddress, dateDisabled: null };
    const user: User = { ...newEntity(by), userName, passwordHash, roles: [...roles], ...details };
    await this.database.write((manager) => manager.insert(User, user));
    return user;
  }
}

/** What is stored of a password. */
export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2_OPTIONS);
