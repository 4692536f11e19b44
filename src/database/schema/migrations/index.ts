import { FirstTables1795305600000 } from './1795305600000-first-tables.js';
import { CompleteFirstTables1795305600001 } from './1795305600001-complete-first-tables.js';
import { SignIn1795312800000 } from './1795312800000-sign-in.js';
import { RefoldAccountNames1795636800000 } from './1795636800000-refold-account-names.js';
import { FoldedUserNames1795650900000 } from './1795650900000-folded-user-names.js';
import { SignInLastUsed1795652235905 } from './1795652235905-sign-in-last-used.js';
import { AISessionActions1795660870891 } from './1795660870891-ai-session-actions.js';
import { AIUsageRecords1795660364307 } from './1795660364307-ai-usage-records.js';

/** All migrations, in the order in which they run. */
export const migrations = [
  FirstTables1795305600000,
  CompleteFirstTables1795305600001,
  SignIn1795312800000,
  RefoldAccountNames1795636800000,
  FoldedUserNames1795650900000,
  SignInLastUsed1795652235905,
  AIUsageRecords1795660364307,
  AISessionActions1795660870891,
];
