import { NotFoundError, ValidationError } from '../common/errors.js';
import { Versioned } from '../common/results.js';
import type { AISession } from './ai-session.entity.js';
import { type AISessionInfo, toAISessionInfo } from './dto/ai-session-info.dto.js';

/** What callers receive of a session. */
export type SessionResult = Versioned<AISessionInfo>;

/** @param account The session's account. Its version is part of the result, because its name is. */
export const toResult = (
  session: AISession,
  account?: { readonly name: string | null; readonly version: number | null },
): SessionResult =>
  new Versioned(
    toAISessionInfo(session, account?.name ?? null),
    session.version,
    account?.version == null ? '' : String(account.version),
  );

export const sessionNotFound = (): NotFoundError => new NotFoundError('There is no such AI session.');

export const accountNotFound = ({ accountId }: AISession): ValidationError =>
  ValidationError.of('NotFound', 'AccountId', `There is no account '${accountId}'.`);
