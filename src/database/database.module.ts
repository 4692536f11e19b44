import { Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { dataSourceOptions } from './data-source-options.js';
import { Database } from './database.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { Idempotency } from './idempotency.js';
import { Lists } from './lists.js';
import { Secret } from './secret.entity.js';
import { Secrets } from './secrets.js';

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
    TypeOrmModule.forFeature([IdempotencyKey, Secret]),
  ],
  providers: [
    { provide: Database, inject: [getDataSourceToken()], useFactory: Database.open },
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
