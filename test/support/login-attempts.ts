import { DataSource } from 'typeorm';
import { LoginAttempt } from '../../src/auth/entities/login-attempt.entity.js';
import { Role } from '../../src/auth/principal.js';
import { UsersService } from '../../src/auth/users/users.service.js';
import { type Answer, basic, PASSWORD, startApp, type TestApp, user } from './app.js';
import { Clock } from './clock.js';
import { Log } from './log.js';

/** In seconds: longer than the service remembers anything about a caller. */
const FORGOTTEN = 40 * 24 * 3600;

/** A service with the user `ada` behind a trusted proxy, which names the client's address. */
export class ThrottledService {
  /** How many passwords the service has checked. */
  hashes = 0;

  private constructor(
    readonly app: TestApp,
    readonly clock: Clock,
    readonly log: Log,
  ) {
    const users = app.nest.get(UsersService);
    const verify = users.verify.bind(users);
    users.verify = (...credentials) => {
      this.hashes++;
      return verify(...credentials);
    };
  }

  static async start(): Promise<ThrottledService> {
    const log = new Log();
    const clock = new Clock();
    const app = await startApp()
      .env({ TRUST_PROXY: 'on', LOG_LEVEL: 'log' })
      .with(user('ada', PASSWORD, Role.SystemAdministrator));
    return new ThrottledService(app, clock, log);
  }

  /** Makes the service forget every caller, and begins to log and to count anew. */
  async reset(): Promise<void> {
    this.clock.pass(FORGOTTEN);
    await this.app.nest.get(DataSource).manager.deleteAll(LoginAttempt);
    this.log.clear();
    this.hashes = 0;
  }

  async stop(): Promise<void> {
    await this.app.stop();
    this.clock.stop();
    this.log.stop();
  }
}

/** Calls to a service behind a proxy. A guess has a wrong password, another one each time. */
export function attemptsAt(appOf: () => TestApp) {
  let guesses = 0;
  const guess = (userName = 'ada', address = '198.51.100.1'): Promise<Answer> =>
    appOf().postJson(
      '/ai/sessions',
      {},
      { authorization: basic(userName, `guess ${guesses++}`), 'x-forwarded-for': address },
    );
  const enter = (userName = 'ada', address = '198.51.100.1'): Promise<Answer> =>
    appOf().postJson('/ai/sessions', {}, { authorization: basic(userName, PASSWORD), 'x-forwarded-for': address });
  const signIn = (password: string, address = '198.51.100.1'): Promise<Answer> =>
    appOf().postJson('/auth/credentials', { userName: 'ada', password }, { 'x-forwarded-for': address });
  return { guess, enter, signIn };
}

/** Makes calls one after the other, and returns their statuses. */
export async function times(count: number, work: (index: number) => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < count; index++) statuses.push((await work(index)).status);
  return statuses;
}

export const all = (count: number, status: number): number[] => Array<number>(count).fill(status);
