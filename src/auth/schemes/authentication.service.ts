import { Inject, Injectable } from '@nestjs/common';
import { type Authenticator, AUTHENTICATORS, type AuthenticationResult } from '../credentials/authenticator.js';
import { UnauthorizedError } from '../../common/errors.js';
import type { Credentials } from '../credentials/credentials.js';

/** Every way to sign in, for whichever door. */
@Injectable()
export class AuthenticationService {
  /** One `WWW-Authenticate` value for each scheme offered. */
  readonly challenges: readonly string[];

  constructor(@Inject(AUTHENTICATORS) private readonly authenticators: readonly Authenticator[]) {
    this.challenges = [...new Set(authenticators.flatMap(({ challenges }) => challenges))];
  }

  /**
   * @param credentials What the caller shows; `undefined` where it cannot be read.
   * @returns Who is calling; `undefined` where nobody is known by it. The first scheme that finds anything decides.
   * @throws TooManyRequestsError where the caller has guessed too often and is to wait.
   */
  authenticate(credentials: Credentials | undefined): AuthenticationResult {
    if (!credentials) return undefined;
    for (const authenticator of this.authenticators) {
      const result = authenticator.authenticate(credentials);
      if (result !== 'none') return result;
    }
    return undefined;
  }

  /**
   * What a caller is refused with whom nobody knows.
   *
   * @param credentials As for `identify`. Whether the name or the password is wrong is never said.
   */
  unauthorized(credentials: Credentials | undefined): UnauthorizedError {
    const { password, apiKey, jwt, signIn } = credentials ?? { jwt: 'what cannot be read' };
    const isShown = (password ?? apiKey ?? jwt ?? signIn) !== undefined;
    return new UnauthorizedError(
      this.challenges,
      isShown ? 'The credentials are not good, or not any more.' : undefined,
    );
  }
}
