import { Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { ServiceDataSource } from './data-source.js';
import { dataSourceOptions } from './data-source-options.js';
import { Database } from './database.js';
import { PostgresDatabase } from './postgres.database.js';
import { SqliteDatabase } from './sqlite.database.js';

/** Opens the database, which `prepareDatabase` has made ready, and gives every room its doors. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ENV],
      useFactory: (env: Env) => ({ ...dataSourceOptions(env), autoLoadEntities: true, toRetry: () => false }),
      dataSourceFactory: (options) => new ServiceDataSource(options as DataSourceOptions).initialize(),
    }),
  ],
  providers: [{ provide: Database, inject: [getDataSourceToken()], useFactory: openDatabase }],
  exports: [Database],
})
export class DatabaseModule {}

function openDatabase(dataSource: DataSource): Database | Promise<Database> {
  return dataSource.options.type === 'postgres' ? new PostgresDatabase(dataSource) : SqliteDatabase.open(dataSource);
}
