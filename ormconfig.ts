import { DataSource } from 'typeorm';
import { Account } from './src/accounts/account.entity.js';
import { AISession } from './src/ai/ai-session.entity.js';
import { ApiKey } from './src/auth/api-key.entity.js';
import { SignIn } from './src/auth/sign-in.entity.js';
import { SignInRecord } from './src/auth/sign-in-record.entity.js';
import { User } from './src/auth/user.entity.js';
import { loadEnv } from './src/config/env.js';
import { dataSourceOptions } from './src/database/data-source-options.js';
import { IdempotencyKey } from './src/database/idempotency-key.entity.js';
import { Secret } from './src/database/secret.entity.js';

/** The service's own database, for the TypeORM command line: `npx typeorm migration:show -d dist/ormconfig.js`. */
export default new DataSource({
  ...dataSourceOptions(loadEnv().DATABASE_URL),
  entities: [User, ApiKey, SignIn, SignInRecord, Account, AISession, IdempotencyKey, Secret],
  migrationsRun: false,
});
