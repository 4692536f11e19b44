// `npm run openapi` generates openapi.json from the code. With `--check` it only compares, and exits with 1 if they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { readEnv } from '../config/env.js';
import { HttpServer } from '../content/http/http-server.js';
import { buildOpenApiDocument } from '../docs/openapi-document.js';
import { MessageTransportHost } from '../messages/message-transport-host.js';

const FILE = 'openapi.json';

// A preview creates no provider, so it needs no database. Default settings, so the result is the same on every machine.
const env = readEnv({});
const httpServer = new HttpServer();
const module = AppModule.with(env, httpServer, new MessageTransportHost(env));
const nest = await NestFactory.create<NestFastifyApplication>(module, httpServer.adapter, {
  preview: true,
  logger: ['error'],
});
const text = `${JSON.stringify(buildOpenApiDocument(nest), null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} differs from the code: run \`npm run openapi\` and review the changes.`);
  process.exitCode = 1;
}
