import 'reflect-metadata';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SignJWT } from 'jose';
import {
  AISessionsClient,
  AISessionsClientModule,
  type AISessionsClientOptions,
  VoiceApiError,
} from '../../src/client/index.js';
import { account, startApp, type TestApp } from './app.js';
import { FaultyProxy } from './faulty-proxy.js';

const JWT_SECRET = 'a secret of the tests, 32 bytes or more';

/** A token for a caller with these roles. */
export const tokenFor = (...roles: string[]): Promise<string> =>
  new SignJWT({ roles })
    .setSubject('desk')
    .setExpirationTime('1h')
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(JWT_SECRET));

/** Apps that use the client, and the service, by HTTP and by TCP. */
export class ClientFixture {
  private readonly contexts: INestApplicationContext[] = [];

  private constructor(
    readonly app: TestApp,
    /** The proxy that the clients use by default. */
    readonly proxy: FaultyProxy,
    private readonly defaults: AISessionsClientOptions,
  ) {}

  static async open(): Promise<ClientFixture> {
    const app = await startApp().env({ JWT_SECRET, TRANSPORT_URL: 'tcp://127.0.0.1:0' }).with(account('Acme'));
    const proxy = new FaultyProxy(app.url);
    const transport = await proxy.start();
    return new ClientFixture(app, proxy, { transport, credentials: { jwt: await tokenFor('SystemAdministrator') } });
  }

  /** An app with the client. */
  async appWith(options: Partial<AISessionsClientOptions> = {}): Promise<INestApplicationContext> {
    @Module({
      imports: [AISessionsClientModule.registerAsync({ useFactory: () => ({ ...this.defaults, ...options }) })],
    })
    class Desk {}
    const context = await NestFactory.createApplicationContext(Desk, { logger: false, abortOnError: false });
    this.contexts.push(context);
    return context;
  }

  async sessionsWith(options?: Partial<AISessionsClientOptions>): Promise<AISessionsClient> {
    return (await this.appWith(options)).get(AISessionsClient);
  }

  async close(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
    this.proxy.stop();
    await this.app.stop();
  }
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<VoiceApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof VoiceApiError) return error;
  throw new Error(`The call did not fail with a VoiceApiError: ${String(error)}`);
}
