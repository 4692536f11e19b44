import { Inject, Injectable } from '@nestjs/common';
import { type Authenticator, AUTHENTICATORS, type AuthenticationResult } from '../credentials/authenticator.js';
import { UnauthorizedError } from '../../common/errors.js';
import type { Credentials } from '../credentials/credentials.js';

/** Authenticates calls of every transport by the first scheme that finds its kind of credentials. */
@Injectable()
export class AuthenticationService {
  /** The `WWW-Authenticate` values of all schemes. */
  readonly challenges: readonly string[];

  constructor(@Inject(AUTHENTICATORS) private readonly authenticators: readonly Authenticator[]) {
    this.challenges = [...new Set(authenticators.flatMap(({ challenges }) => challenges))];
  }

  /**
   * @param credentials `undefined` if the caller sent credentials that are malformed.
   * @param requestId The id of the call, for the log.
   * @param mustCheck As for an `Authenticator`.
   * @returns The caller; `undefined` if there are no credentials or they are invalid.
   * @throws TooManyRequestsError if the caller must wait after too many failed sign-ins.
   */
  authenticate(credentials: Credentials | undefined, requestId: string, mustCheck = false): AuthenticationResult {
    if (!credentials) return undefined;
    for (const authenticator of this.authenticators) {
      const result = authenticator.authenticate(credentials, requestId, mustCheck);
      if (result !== 'none') return result;
    }
    return undefined;
  }

  /**
   * Creates the error for a caller that `authenticate` did not accept. The message says whether the caller sent
   * credentials, and never which part of them is wrong.
   *
   * @param credentials As for `authenticate`.
   */
  unauthorized(credentials: Credentials | undefined): UnauthorizedError {
    const { password, apiKey, jwt, signIn } = credentials ?? { jwt: 'malformed' };
    const hasCredentials = (password ?? apiKey ?? jwt ?? signIn) !== undefined;
    const message = hasCredentials ? 'The credentials are invalid or have expired.' : undefined;
    return new UnauthorizedError(this.challenges, message);
  }
}
