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

/** A token of somebody with these roles. */
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
    /** Stands between the clients and the service, unless they are told another way. */
    readonly proxy: FaultyProxy,
    private readonly usual: AISessionsClientOptions,
  ) {}

  static async open(): Promise<ClientFixture> {
    const app = await startApp().env({ JWT_SECRET, TRANSPORT_URL: 'tcp://127.0.0.1:0' }).with(account('Acme'));
    const between = new FaultyProxy(app.url);
    const transport = await between.start();
    return new ClientFixture(app, between, { transport, credentials: { jwt: await tokenFor('SystemAdministrator') } });
  }

  /** An app with the client. */
  async appWith(options: Partial<AISessionsClientOptions> = {}): Promise<INestApplicationContext> {
    @Module({
      imports: [AISessionsClientModule.registerAsync({ useFactory: () => ({ ...this.usual, ...options }) })],
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

/** The error that a call fails with. */
export async function failureOf(call: Promise<unknown>): Promise<VoiceApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof VoiceApiError) return error;
  throw new Error(`There was no such failure, but ${String(error)}`);
}
