import { Inject, Injectable, Logger } from '@nestjs/common';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';

/** What is written down of who came in, who did not, and who may. */
export type AuditEvent =
  | 'sign-in'
  | 'sign-in-failed'
  | 'sign-out'
  | 'lock'
  | 'key-made'
  | 'key-revoked'
  | 'user-added'
  | 'user-removed'
  | 'user-disabled'
  | 'user-enabled'
  | 'password-changed'
  | 'role-granted'
  | 'role-revoked';

/**
 * The audit log: one JSON object a line. It never holds a secret, and of a user name only one that exists: people type
 * passwords where names belong.
 */
@Injectable()
export class AuditService {
  private readonly logger = new Logger('Audit');

  constructor(@Inject(ENV) private readonly env: Env) {}

  record(event: AuditEvent, details: Readonly<Record<string, string | readonly string[] | undefined>>): void {
    const entry = { event, ...details };
    // The log is JSON as a whole in production; an object in it stays one.
    this.logger.log(this.env.isProduction ? entry : oneLine(entry));
  }
}

/** JSON escapes what breaks lines in ASCII; some terminals and viewers know more such characters. */
const oneLine = (entry: object): string =>
  JSON.stringify(entry).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
