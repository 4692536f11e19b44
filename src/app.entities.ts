import { Account } from './accounts/account.entity.js';
import { AISession } from './ai/ai-session.entity.js';
import { ApiKey } from './auth/api-key.entity.js';
import { SignInRecord } from './auth/sign-in-record.entity.js';
import { SignIn } from './auth/sign-in.entity.js';
import { User } from './auth/user.entity.js';
import { IdempotencyKey } from './database/idempotency-key.entity.js';
import { Secret } from './database/secret.entity.js';

/** Everything that is stored, parents before children. */
export const entities = [User, ApiKey, SignIn, SignInRecord, Account, AISession, IdempotencyKey, Secret];
