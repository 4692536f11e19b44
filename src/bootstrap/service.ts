import { lookup } from 'node:dns/promises';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { firstStart, type FirstStart } from './first-start.js';
import { entities } from './entities.js';
import { AppModule } from '../app.module.js';
import { type Env, LOG_LEVELS } from '../config/env.js';
import { protectBrowsers } from '../content/http/browser-security.js';
import { HttpServer } from '../content/http/http-server.js';
import { resolveInMemoryDatabase } from '../database/schema/data-source-options.js';
import { prepareDatabase } from '../database/schema/prepare-database.js';
import { OpenApiService } from '../docs/open-api.service.js';
import { MessageTransportHost } from '../messages/message-transport-host.js';

/** A service that is listening. */
export interface RunningService {
  readonly nest: NestFastifyApplication;
  readonly url: string;
  /** Where people read about it, where they may. */
  readonly docsUrl?: string;
  /** Where messages are listened for, where they are. */
  readonly messagesAddress?: string;
  readonly firstStart: FirstStart;
  /** Stops accepting, finishes what is under way, and closes the database, within 10 s. */
  readonly stop: () => Promise<void>;
}

/** How long calls under way may take to finish once the service is told to stop, in ms. */
const SHUTDOWN_GRACE_MS = 8_000;

/**
 * Starts the service: opens and migrates its database, sets up its doors, and listens. The tests start it the same way.
 *
 * @throws Error where the database cannot be opened, no broker is to be had, or the address cannot be had.
 */
export async function startService(given: Env): Promise<RunningService> {
  const env = resolveInMemoryDatabase(given);
  const door = new HttpServer(env.TRUST_PROXY);
  const messages = new MessageTransportHost(env);
  await prepareDatabase(env, entities);
  await messages.waitForBroker();
  const nest = await NestFactory.create<NestFastifyApplication>(AppModule.with(env, door, messages), door.adapter, {
    bodyParser: false,
    abortOnError: false,
    // Shown once the service stands; where it does not come to that, the error alone says why.
    bufferLogs: true,
    autoFlushLogs: false,
  });
  protectBrowsers(nest);
  await nest.init();
  nest.get(OpenApiService).describe(nest);
  await messages.listen(nest);
  // For a name with two addresses Fastify would make a second server by itself, without what the door sets up.
  await nest.listen(env.PORT, (await lookup(env.HOST)).address);
  const logLevels = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(env.LOG_LEVEL) + 1);
  nest.useLogger(new ConsoleLogger({ logLevels, json: env.isProduction }));
  nest.flushLogs();
  // Last, so that a password that is made up is one that will be shown.
  const found = await firstStart(nest, env);
  if (found.demoAccountId !== undefined) nest.get(OpenApiService).useAccount(found.demoAccountId);
  const stop = (): Promise<void> => stopService(nest, door, messages);
  const url = await nest.getUrl();
  const docsUrl = env.DOCS === 'off' ? undefined : `${url}/docs`;
  return { nest, url, docsUrl, messagesAddress: messages.address, firstStart: found, stop };
}

async function stopService(
  nest: NestFastifyApplication,
  door: HttpServer,
  messages: MessageTransportHost,
): Promise<void> {
  // A connection whose call has been answered would wait for the next one.
  const idle = setInterval(() => door.closeIdle(), 50);
  const late = setTimeout(() => nest.getHttpServer().closeAllConnections(), SHUTDOWN_GRACE_MS);
  try {
    // Both doors at once: Nest would shut one after the other.
    await Promise.all([messages.close(), nest.close()]);
  } finally {
    clearInterval(idle);
    clearTimeout(late);
  }
}
