import { Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { dataSourceOptions } from './data-source-options.js';
import { Database } from './database.js';

/** Opens the database, migrated, and gives every room its two doors. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ENV],
      useFactory: ({ DATABASE_URL }: Env) => ({
        ...dataSourceOptions(DATABASE_URL),
        autoLoadEntities: true,
        retryAttempts: 1,
        toRetry: () => false, // the start fails at once, with the reason
      }),
    }),
  ],
  providers: [{ provide: Database, inject: [getDataSourceToken()], useFactory: Database.open }],
  exports: [Database],
})
export class DatabaseModule {}
