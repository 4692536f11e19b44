import { Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { ServiceDataSource } from './data-source.js';
import { dataSourceOptions } from './data-source-options.js';
import { Database } from './database.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { Idempotency } from './idempotency.js';
import { Lists } from './lists.js';
import { PostgresDatabase } from './postgres.database.js';
import { Secret } from './secret.entity.js';
import { Secrets } from './secrets.js';
import { SqliteDatabase } from './sqlite.database.js';

/** Opens the database, which `prepareDatabase` has made ready, and gives every room its doors. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ENV],
      useFactory: (env: Env) => ({ ...dataSourceOptions(env), autoLoadEntities: true, toRetry: () => false }),
      dataSourceFactory: (options) => new ServiceDataSource(options as DataSourceOptions).initialize(),
    }),
    TypeOrmModule.forFeature([IdempotencyKey, Secret]),
  ],
  providers: [
    { provide: Database, inject: [getDataSourceToken()], useFactory: openDatabase },
    {
      provide: Idempotency,
      inject: [Database, ENV],
      useFactory: (database: Database, env: Env) => new Idempotency(database, env.IDEMPOTENCY_HOURS * 3_600_000),
    },
    Secrets,
    Lists,
  ],
  exports: [Database, Idempotency, Lists, Secrets],
})
export class DatabaseModule {}

function openDatabase(dataSource: DataSource): Database | Promise<Database> {
  return dataSource.options.type === 'postgres' ? new PostgresDatabase(dataSource) : SqliteDatabase.open(dataSource);
}
