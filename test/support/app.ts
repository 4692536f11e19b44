import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hash } from '@node-rs/argon2';
import { DataSource } from 'typeorm';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { AISession } from '../../src/ai/ai-session.entity.js';
import { type RunningService, startService } from '../../src/bootstrap/service.js';
import { User } from '../../src/auth/entities/user.entity.js';
import type { Role } from '../../src/auth/principal.js';
import { UsersService } from '../../src/auth/users/users.service.js';
import { readEnv } from '../../src/config/env.js';
import { type Answer, call, type CallOptions } from './call.js';
import { stopAtEnd } from './cleanup.js';
import { copyOfTemplate, testDatabase, type TestDatabase, type TestDialect } from './test-database.js';

export type { Answer, CallOptions } from './call.js';

/** Creates something before a test begins. */
export type Fixture = (app: TestApp) => Promise<void>;

/** Creates an account with this name; `app.accountId('Acme')` returns its id. */
export const account =
  (name: string): Fixture =>
  async (app) => {
    const caller = { userName: 'fixture', roles: [], via: 'test' };
    const { value } = await app.nest.get(AccountsService).create({ name }, caller);
    app.accountIds.set(name, value.id);
  };

/** Creates a user with this password. */
export const user =
  (userName: string, password: string, ...roles: string[]): Fixture =>
  async ({ nest }) => {
    await nest.get(UsersService).add(userName, password, roles);
    await useCheapHash(nest, userName, password);
  };

/** The lowest cost that argon2 allows. The cost of a check is that of the stored hash. */
const CHEAP_HASH = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/** Replaces the stored hash of a user's password by one that takes microseconds to check. */
async function useCheapHash(nest: NestFastifyApplication, userName: string, password: string): Promise<void> {
  const passwordHash = await hash(password, CHEAP_HASH);
  await nest.get(DataSource).manager.update(User, { userName }, { passwordHash });
}

/** The real service on a real socket and a database of its own. */
export class TestApp {
  readonly accountIds = new Map<string, string>();
  /** Sent with every call that does not set `authorization`; not sent if empty. */
  authorization = '';

  constructor(
    private readonly running: { readonly nest?: NestFastifyApplication },
    readonly url: string,
    /** The address of its database, for another replica. */
    readonly databaseUrl: string,
    /** Stops the service and drops its database. */
    readonly stop: () => Promise<void>,
  ) {}

  /** @throws Error once the service has stopped: specs that have run keep no service in memory. */
  get nest(): NestFastifyApplication {
    if (!this.running.nest) throw new Error('The service has stopped.');
    return this.running.nest;
  }

  accountId(name: string): string {
    const id = this.accountIds.get(name);
    if (id === undefined) throw new Error(`No fixture created an account '${name}'.`);
    return id;
  }

  call(method: string, path: string, { headers = {}, body }: CallOptions = {}): Promise<Answer> {
    return call(this.url, method, path, { headers: { authorization: this.authorization, ...headers }, body });
  }

  /** Posts JSON: a value, or text that is sent unchanged. */
  postJson(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.call('POST', path, { body: text, headers: { 'content-type': 'application/json', ...headers } });
  }

  postXml(path: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('POST', path, { body, headers: { 'content-type': 'application/xml', ...headers } });
  }

  /** The stored sessions, oldest first. */
  async sessions(): Promise<AISession[]> {
    return this.nest.get(DataSource).manager.find(AISession, { order: { id: 'ASC' } });
  }

  async rename(accountName: string, name: string): Promise<void> {
    const { status } = await this.call('PATCH', `/accounts/${this.accountId(accountName)}`, {
      body: JSON.stringify({ name }),
      headers: { 'content-type': 'application/json' },
    });
    if (status !== 200) throw new Error(`The account was not renamed: ${status}`);
  }
}

/** HTTP Basic credentials. */
export const basic = (userName: string, password: string): string =>
  `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`;

/** The password of the administrator. */
export const PASSWORD = 'correct horse battery staple';

/** Awaiting it starts the service: `await startApp().with(account('Acme')).as(Role.SystemAdministrator)`. */
class Start implements PromiseLike<TestApp> {
  private readonly fixtures: Fixture[] = [];
  private role: Role | undefined;
  private settings: Record<string, string> = {};

  with(...fixtures: Fixture[]): this {
    this.fixtures.push(...fixtures);
    return this;
  }

  /** Sends calls as the administrator; without it, calls are anonymous. */
  as(role: Role): this {
    this.role = role;
    return this;
  }

  env(settings: Record<string, string>): this {
    this.settings = settings;
    return this;
  }

  then<A, B>(resolve?: (app: TestApp) => A | PromiseLike<A>, reject?: (reason: unknown) => B | PromiseLike<B>) {
    return this.start().then(resolve, reject);
  }

  private async start(): Promise<TestApp> {
    const database = await databaseFor(this.settings);
    const env = readEnv({
      PORT: '0',
      DATABASE_URL: database?.url,
      ADMIN_PASSWORD: PASSWORD,
      LOG_LEVEL: 'fatal',
      // On a busy machine, a call can wait long for a connection.
      DATABASE_CONNECT_TIMEOUT: '60000',
      DATABASE_STATEMENT_TIMEOUT: '60000',
      ...this.settings,
    });
    const service = await startService(env);
    const running: Partial<RunningService> = { ...service };
    const stopAndDrop = stopAtEnd(async () => {
      await running.stop?.();
      for (const name of ['nest', 'stop'] as const) Reflect.deleteProperty(running, name);
      await database?.drop();
    });
    const app = new TestApp(running, service.url, env.DATABASE_URL, stopAndDrop);
    for (const fixture of this.fixtures) await fixture(app);
    if (this.role) app.authorization = basic('admin', PASSWORD);
    return app;
  }
}

/** @returns The database of a service with these settings; `undefined` if they name one. */
function databaseFor(settings: Record<string, string>): Promise<TestDatabase | undefined> {
  if (settings.DATABASE_URL !== undefined) return Promise.resolve(undefined);
  // In production, the first start creates less than the template has.
  return settings.NODE_ENV === 'production' ? testDatabase() : startedDatabase();
}

/**
 * A database on which a service has already started once: with the administrator `admin` and the Demo account.
 *
 * @param dialect As for {@link testDatabase}.
 */
export const startedDatabase = (dialect?: TestDialect): Promise<TestDatabase> =>
  copyOfTemplate(async (DATABASE_URL) => {
    const env = readEnv({ PORT: '0', DATABASE_URL, ADMIN_PASSWORD: PASSWORD, LOG_LEVEL: 'fatal' });
    const { nest, stop } = await startService(env);
    await useCheapHash(nest, 'admin', PASSWORD);
    await stop();
  }, dialect);

export const startApp = (): Start => new Start();
