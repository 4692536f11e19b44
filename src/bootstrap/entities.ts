import { Account } from '../accounts/account.entity.js';
import { AISessionAction } from '../ai/actions/ai-session-action.entity.js';
import { AISessionChangeset } from '../ai/actions/ai-session-changeset.entity.js';
import { AISession } from '../ai/ai-session.entity.js';
import { AIUsageRecord } from '../ai/usage/ai-usage-record.entity.js';
import { ApiKey } from '../auth/entities/api-key.entity.js';
import { LoginAttempt } from '../auth/entities/login-attempt.entity.js';
import { SignIn } from '../auth/entities/sign-in.entity.js';
import { User } from '../auth/entities/user.entity.js';
import { IdempotencyKey } from '../database/idempotency/idempotency-key.entity.js';
import { Secret } from '../database/secrets/secret.entity.js';

/** Every entity, a table that others reference before those that reference it. */
export const entities = [
  ...[User, ApiKey, SignIn, LoginAttempt, Account],
  ...[AISession, AISessionChangeset, AISessionAction, AIUsageRecord, IdempotencyKey, Secret],
];
