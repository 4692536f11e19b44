import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { AppModule } from './app.module.js';

const { PORT = '3200', NATS_URL } = process.env;

const app = await NestFactory.create(AppModule, { rawBody: true, logger: ['error', 'warn'] });
app.enableShutdownHooks();
if (NATS_URL !== undefined) {
  // The queue group gives each message to one of several replicas.
  const options = { servers: [NATS_URL], queue: 'actions-executor' };
  app.connectMicroservice<MicroserviceOptions>({ transport: Transport.NATS, options });
  await app.startAllMicroservices();
}
await app.listen(PORT, '127.0.0.1');
console.log(`actions-executor is listening on ${await app.getUrl()}`);
