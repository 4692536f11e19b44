import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { firstStart, type FirstStart } from './app.first-start.js';
import { AppModule } from './app.module.js';
import { type Env, LOG_LEVELS } from './config/env.js';
import { HttpDoor } from './content/http-door.js';
import { OpenApi } from './docs/open-api.js';

/** A service that is listening. */
export interface App {
  readonly nest: NestFastifyApplication;
  readonly door: HttpDoor;
  readonly url: string;
  readonly firstStart: FirstStart;
}

/**
 * Starts the service: opens and migrates its database, sets up its doors, and listens. The tests start it the same way.
 *
 * @throws Error where the database cannot be opened or the address cannot be had.
 */
export async function startService(env: Env): Promise<App> {
  const door = new HttpDoor();
  const nest = await NestFactory.create<NestFastifyApplication>(AppModule.with(env, door), door.adapter, {
    bodyParser: false,
    abortOnError: false,
    // Shown once the service stands; where it does not come to that, the error alone says why.
    bufferLogs: true,
    autoFlushLogs: false,
  });
  await nest.init();
  nest.get(OpenApi).describe(nest);
  await nest.listen(env.PORT, env.HOST);
  const logLevels = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(env.LOG_LEVEL) + 1);
  nest.useLogger(new ConsoleLogger({ logLevels, json: env.isProduction }));
  nest.flushLogs();
  // Last, so that a password that is made up is one that will be shown.
  return { nest, door, url: await nest.getUrl(), firstStart: await firstStart(nest, env) };
}
