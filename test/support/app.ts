import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { AISession } from '../../src/ai/ai-session.entity.js';
import { startService } from '../../src/bootstrap/service.js';
import type { Role } from '../../src/auth/principal.js';
import { UsersService } from '../../src/auth/users/users.service.js';
import { readEnv } from '../../src/config/env.js';
import { type Answer, call, type CallOptions } from './call.js';
import { testDatabase } from './test-database.js';

export type { Answer, CallOptions } from './call.js';

/** Something that is there before a test begins. */
export type Fixture = (app: TestApp) => Promise<void>;

/** An account with this name; `app.accountId('Acme')` gives its id. */
export const account =
  (name: string): Fixture =>
  async (app) => {
    const caller = { userName: 'fixture', roles: [], via: 'test' };
    const { value } = await app.nest.get(AccountsService).create({ name }, caller);
    app.accountIds.set(name, value.id);
  };

/** A user who may sign in with this password. */
export const user =
  (userName: string, password: string, ...roles: string[]): Fixture =>
  async (app) => {
    await app.nest.get(UsersService).add(userName, password, roles);
  };

/** The real service on a real socket and a database file of its own. */
export class TestApp {
  readonly accountIds = new Map<string, string>();
  /** Sent with every call that has no `authorization` of its own; an empty one is left out. */
  authorization = '';

  constructor(
    readonly nest: NestFastifyApplication,
    readonly url: string,
    /** Where its database is, for another replica. */
    readonly databaseUrl: string,
    /** Stops it. */
    readonly stop: () => Promise<void>,
  ) {}

  accountId(name: string): string {
    const id = this.accountIds.get(name);
    if (id === undefined) throw new Error(`No fixture made an account '${name}'.`);
    return id;
  }

  call(method: string, path: string, { headers = {}, body }: CallOptions = {}): Promise<Answer> {
    return call(this.url, method, path, { headers: { authorization: this.authorization, ...headers }, body });
  }

  /** Posts JSON: a value, or text as it stands. */
  postJson(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.call('POST', path, { body: text, headers: { 'content-type': 'application/json', ...headers } });
  }

  postXml(path: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('POST', path, { body, headers: { 'content-type': 'application/xml', ...headers } });
  }

  /** What is stored, oldest first. */
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

/** The password of the administrator, and of whom a test makes with it. */
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

  /** Calls are made by somebody with this role; without it, by nobody. */
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
    const database = await testDatabase();
    const env = readEnv({
      PORT: '0',
      DATABASE_URL: database.url,
      ADMIN_PASSWORD: PASSWORD,
      LOG_LEVEL: 'fatal',
      ...this.settings,
    });
    const { nest, url, stop } = await startService(env);
    const app = new TestApp(nest, url, env.DATABASE_URL, async () => {
      await stop();
      await database.drop();
    });
    for (const fixture of this.fixtures) await fixture(app);
    if (this.role) app.authorization = basic('admin', PASSWORD);
    return app;
  }
}

export const startApp = (): Start => new Start();
