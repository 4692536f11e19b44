import { ConsoleLogger, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { firstStart, type FirstStart } from './app.first-start.js';
import { entities } from './app.entities.js';
import { AppModule } from './app.module.js';
import { type Env, LOG_LEVELS } from './config/env.js';
import { HttpDoor } from './content/http-door.js';
import { placeDatabase } from './database/data-source-options.js';
import { prepareDatabase } from './database/prepare-database.js';
import { OpenApi } from './docs/open-api.js';

/** A service that is ready to listen. */
export interface App {
  readonly nest: NestFastifyApplication;
  readonly firstStart: FirstStart;
}

/**
 * Makes the service: opens and migrates its database and sets up its doors. The tests start it the same way.
 *
 * @throws StartError where the database cannot be made ready.
 */
export async function createApp(given: Env): Promise<App> {
  const env = placeDatabase(given);
  const door = new HttpDoor();
  const logger = new ConsoleLogger({
    logLevels: LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(env.LOG_LEVEL) + 1),
    json: env.isProduction,
  });
  Logger.overrideLogger(logger);
  await prepareDatabase(env, entities);
  const nest = await NestFactory.create<NestFastifyApplication>(AppModule.with(env, door), door.adapter, {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  await nest.init();
  nest.get(OpenApi).describe(nest);
  return { nest, firstStart: await firstStart(nest, env) };
}
