// A service as in a Nest tutorial: Express, ValidationPipe and TypeORM's repository.save(). It calls the decorators as
// functions, so that it needs no compilation. Configured by PORT and DATABASE_URL.
import 'reflect-metadata';
import { Body, Controller, Inject, Injectable, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getRepositoryToken, TypeOrmModule } from '@nestjs/typeorm';
import { IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { EntitySchema } from 'typeorm';

const AISession = new EntitySchema({
  name: 'AISession',
  tableName: 'ai_sessions',
  columns: {
    id: { type: 'varchar', primary: true, generated: 'uuid' },
    dateCreated: { type: Date, createDate: true },
    dateLastModified: { type: Date, updateDate: true },
    createdBy: { type: 'varchar' },
    lastModifiedBy: { type: 'varchar' },
    accountId: { type: 'varchar', nullable: true },
    purpose: { type: 'varchar', nullable: true },
  },
});

class CreateAISessionDto {}
decorateProperty(CreateAISessionDto, 'accountId', IsOptional(), IsUUID());
decorateProperty(CreateAISessionDto, 'purpose', IsOptional(), IsString(), MaxLength(4000));

class AIService {
  constructor(sessions) {
    this.sessions = sessions;
  }

  create(dto) {
    return this.sessions.save(this.sessions.create({ ...dto, createdBy: 'admin', lastModifiedBy: 'admin' }));
  }
}
Injectable()(AIService);
Inject(getRepositoryToken(AISession))(AIService, undefined, 0);

class AIController {
  constructor(service) {
    this.service = service;
  }

  create(dto) {
    return this.service.create(dto);
  }
}
Controller('ai/sessions')(AIController);
Inject(AIService)(AIController, undefined, 0);
Post()(AIController.prototype, 'create', Object.getOwnPropertyDescriptor(AIController.prototype, 'create'));
Body()(AIController.prototype, 'create', 0);
// ValidationPipe reads the body's type from this metadata, which the TypeScript compiler would emit.
Reflect.defineMetadata('design:paramtypes', [CreateAISessionDto], AIController.prototype, 'create');

class AppModule {}
Module({
  imports: [
    TypeOrmModule.forRoot({ ...connectionOptions(process.env.DATABASE_URL), entities: [AISession], synchronize: true }),
    TypeOrmModule.forFeature([AISession]),
  ],
  controllers: [AIController],
  providers: [AIService],
})(AppModule);

const app = await NestFactory.create(AppModule);
app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
await app.listen(Number(process.env.PORT), '127.0.0.1');
console.log(`listening on ${await app.getUrl()}`);

function connectionOptions(url) {
  if (url.startsWith('postgres:')) return { type: 'postgres', url };
  return {
    type: 'better-sqlite3',
    database: url.slice('sqlite:'.length),
    enableWAL: true,
    // Like the service: every commit is written to disk.
    prepareDatabase: (connection) => void connection.pragma('synchronous = FULL'),
  };
}

function decorateProperty(type, name, ...decorators) {
  for (const decorator of decorators) decorator(type.prototype, name);
}
