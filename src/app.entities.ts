import { Account } from './accounts/account.entity.js';
import { AISession } from './ai/ai-session.entity.js';
import { User } from './auth/user.entity.js';

/** Everything that is stored. */
export const entities = [User, Account, AISession];
