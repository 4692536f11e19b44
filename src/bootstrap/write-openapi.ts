// `npm run openapi`: writes openapi.json as the code has it; with `--check`, exits with 1 where the two differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { readEnv } from '../config/env.js';
import { HttpServer } from '../content/http/http-server.js';
import { buildOpenApiDocument } from '../docs/openapi-document.js';
import { MessageTransportHost } from '../messages/message-transport-host.js';

const FILE = 'openapi.json';

// A preview makes no room's services, so that it needs no database; and no settings, so that everybody gets the same.
const env = readEnv({});
const door = new HttpServer();
const module = AppModule.with(env, door, new MessageTransportHost(env));
const nest = await NestFactory.create<NestFastifyApplication>(module, door.adapter, {
  preview: true,
  logger: ['error'],
});
const text = `${JSON.stringify(buildOpenApiDocument(nest), null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} is not what the code says: run \`npm run openapi\`, and read what has changed.`);
  process.exitCode = 1;
}
