import { Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { ServiceDataSource } from './schema/data-source.js';
import { dataSourceOptions } from './schema/data-source-options.js';
import { Database } from './engine/database.js';
import { IdempotencyKey } from './idempotency/idempotency-key.entity.js';
import { IdempotencyPurgeService } from './idempotency/idempotency-purge.service.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { IdempotencyStore } from './idempotency/idempotency-store.js';
import { ListReaderService } from './pagination/list-reader.service.js';
import { PostgresDatabase } from './engine/postgres.database.js';
import { Secret } from './secrets/secret.entity.js';
import { SecretsService } from './secrets/secrets.service.js';
import { SqliteDatabase } from './engine/sqlite.database.js';

const HOUR_MS = 3_600_000;

/** Connects to the database, which `prepareDatabase` must have migrated. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ENV],
      useFactory: (env: Env) => ({ ...dataSourceOptions(env), autoLoadEntities: true, toRetry: () => false }),
      dataSourceFactory: (options) => ServiceDataSource.open(options as DataSourceOptions),
    }),
    TypeOrmModule.forFeature([IdempotencyKey, Secret]),
  ],
  providers: [
    { provide: Database, inject: [getDataSourceToken()], useFactory: openDatabase },
    {
      provide: IdempotencyStore,
      inject: [Database, ENV],
      useFactory: ({ dialect }: Database, env: Env) => new IdempotencyStore(dialect, env.IDEMPOTENCY_HOURS * HOUR_MS),
    },
    IdempotencyService,
    IdempotencyPurgeService,
    SecretsService,
    ListReaderService,
  ],
  exports: [Database, IdempotencyService, ListReaderService, SecretsService],
})
export class DatabaseModule {}

function openDatabase(dataSource: DataSource): Promise<Database> {
  return dataSource.options.type === 'postgres' ? PostgresDatabase.open(dataSource) : SqliteDatabase.open(dataSource);
}
