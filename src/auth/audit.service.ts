import { Inject, Injectable, Logger } from '@nestjs/common';
import { auditEntry } from '../common/events.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';

/**
 * The names of the events in the audit log: what happened to what (`key-created`), in the words of the admin commands.
 * `sign-in` and `sign-out` are the acts themselves.
 */
export type AuditEvent =
  | 'sign-in'
  | 'sign-in-failed'
  | 'sign-out'
  | 'sign-in-ended'
  | 'sign-in-locked'
  | 'key-created'
  | 'key-revoked'
  | 'key-used'
  | 'user-added'
  | 'user-changed'
  | 'user-renamed'
  | 'user-removed'
  | 'user-disabled'
  | 'user-enabled'
  | 'password-changed'
  | 'role-granted'
  | 'role-revoked'
  | 'account-created'
  | 'account-changed'
  | 'account-deleted'
  | 'session-deleted'
  | 'sessions-purged'
  | 'action-staged'
  | 'action-removed'
  | 'actions-cleared'
  | 'action-applied'
  | 'action-failed';

/** What an entry says besides its event. */
export type AuditDetails = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/**
 * Writes the audit log, one JSON object a line. Callers must pass no secret, and only names of users that exist: people
 * type passwords into the field for the user name.
 */
@Injectable()
export class AuditService {
  private readonly logger = new Logger('Audit');

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** @param requestId The id of the call that caused the event; absent for a command of the CLI. */
  record(event: AuditEvent, details: AuditDetails, requestId?: string): void {
    auditEntry.publish({ event });
    const entry = { event, ...details };
    // The production logger writes JSON itself.
    this.logger.log(this.env.isProduction ? entry : singleLineJson(entry), ...(requestId ? [{ requestId }] : []));
  }
}

/** Also escapes the C1 controls and Unicode line separators, which JSON allows and some terminals interpret. */
const singleLineJson = (entry: object): string =>
  JSON.stringify(entry).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
