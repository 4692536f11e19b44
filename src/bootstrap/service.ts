import { lookup } from 'node:dns/promises';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { firstStart, type FirstStart } from './first-start.js';
import { entities } from './entities.js';
import { toggleDebugAt } from './log-level.js';
import { ServiceLogger } from './service-logger.js';
import { AppModule } from '../app.module.js';
import { combineObservers } from '../common/ended-call.js';
import { SHUTDOWN_GRACE_MS } from '../common/limits.js';
import { type Env, levelsUpTo } from '../config/env.js';
import { protectBrowsers } from '../content/http/browser-security.js';
import { HttpServer } from '../content/http/http-server.js';
import { runPromiseInterceptorsDirectly } from '../content/operations/promise-interceptor.js';
import { Database } from '../database/engine/database.js';
import { resolveInMemoryDatabase } from '../database/schema/data-source-options.js';
import { prepareDatabase } from '../database/schema/prepare-database.js';
import { OpenApiService } from '../docs/open-api.service.js';
import { HealthController } from '../health/health.controller.js';
import { MessageTransportHost } from '../messages/message-transport-host.js';
import { Metrics } from '../metrics/metrics.js';
import { Tracing } from '../tracing/tracing.js';
import { RequestLog } from '../request-log/request-log.js';

/** A service that is listening. */
export interface RunningService {
  readonly nest: NestFastifyApplication;
  readonly url: string;
  /** The address of the documentation page; undefined if the page is off. */
  readonly docsUrl?: string;
  /** The address of the message transport, without secrets; undefined if the service receives no messages. */
  readonly messagesAddress?: string;
  /** The URL that Prometheus scrapes; undefined if there are no metrics. */
  readonly metricsUrl?: string;
  readonly firstStart: FirstStart;
  /** Stops accepting calls, finishes those in progress, and closes the database, within 10 s. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the service: opens and migrates its database, sets up HTTP and messages, and listens. The tests start it the
 * same way.
 *
 * @throws StartError if the database cannot be opened, or the message broker or address cannot be reached or used.
 * @throws Error with Node's code (EADDRINUSE, ...) if the HTTP address cannot be used.
 */
export async function startService(settings: Env): Promise<RunningService> {
  const env = resolveInMemoryDatabase(settings);
  const logger = new ServiceLogger(env);
  Logger.overrideLogger(logger); // for what is logged before Nest's application exists
  const requestLog = env.REQUEST_LOG === 'off' ? undefined : new RequestLog(env);
  const metrics = env.METRICS_PORT === undefined ? undefined : new Metrics();
  const observer = combineObservers(requestLog?.write, metrics?.observe);
  const tracing = Tracing.start(env);
  // Outside dependency injection: Nest takes its HTTP adapter, and a start waits for the broker, before any module exists.
  const httpServer = new HttpServer(
    env.TRUST_PROXY,
    env.EXPORT_UNREAD_TIMEOUT,
    env.CORS_ORIGINS,
    observer,
    tracing?.calls,
  );
  const messages = new MessageTransportHost(env, observer, tracing?.calls);
  runPromiseInterceptorsDirectly();
  await prepareDatabase(env, entities);
  await messages.waitForBroker();
  const nest = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(env, httpServer, messages),
    httpServer.adapter,
    {
      bodyParser: false,
      abortOnError: false,
      // The log of a start is printed once the service listens. If the start fails, the error alone says why.
      bufferLogs: true,
      autoFlushLogs: false,
    },
  );
  tracing?.traceDatabase(nest.get(Database));
  protectBrowsers(nest, httpServer.cors);
  await nest.init();
  nest.get(OpenApiService).describe(nest);
  await metrics?.listen(env, nest.get(Database));
  await messages.listen(nest);
  // For a host name with two addresses Fastify would add a second server, without what HttpServer sets up on the first.
  await nest.listen(env.PORT, (await lookup(env.HOST)).address);
  nest.useLogger(logger);
  nest.flushLogs();
  // Last: only a start that succeeds prints the password that this may generate.
  const created = await firstStart(nest, env);
  if (created.demoAccountId !== undefined) nest.get(OpenApiService).useAccount(created.demoAccountId);
  nest.get(HealthController).startIsOver();
  const stopToggling = toggleDebugAt('SIGUSR2', env.LOG_LEVEL, (level) => {
    logger.setLogLevels(levelsUpTo(level));
    requestLog?.setLevel(level);
  });
  const url = await nest.getUrl();
  return {
    nest,
    url,
    docsUrl: env.DOCS === 'off' ? undefined : `${url}/docs`,
    messagesAddress: messages.address,
    metricsUrl: metrics?.url,
    firstStart: created,
    stop: async () => {
      stopToggling();
      try {
        await stopService(nest, httpServer, messages);
      } finally {
        requestLog?.close();
        metrics?.close();
        await tracing?.stop();
      }
    },
  };
}

async function stopService(
  nest: NestFastifyApplication,
  httpServer: HttpServer,
  messages: MessageTransportHost,
): Promise<void> {
  httpServer.drainConnections();
  const graceTimer = setTimeout(() => nest.getHttpServer().closeAllConnections(), SHUTDOWN_GRACE_MS);
  try {
    // HTTP and messages together: Nest would close one after the other.
    await Promise.all([messages.close(), nest.close()]);
  } finally {
    clearTimeout(graceTimer);
  }
}
