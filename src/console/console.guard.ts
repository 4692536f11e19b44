import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthenticationService } from '../auth/schemes/authentication.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { addressNotFound, expectAuthenticated } from '../docs/docs.guard.js';

const NEEDED_TO_SIGN_IN = Symbol('needed to sign in');

/** A route that `CONSOLE=private` shows to everybody: without it nobody could sign in. */
export const NeededToSignIn = (): MethodDecorator => SetMetadata(NEEDED_TO_SIGN_IN, true);

/**
 * Applies the `CONSOLE` setting: `public` admits everyone, `private` every authenticated user, and everyone to what signing in
 * needs; `off` responds 404.
 */
@Injectable()
export class ConsoleGuard implements CanActivate {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly authentication: AuthenticationService,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { CONSOLE } = this.env;
    if (CONSOLE === 'off') throw addressNotFound();
    if (CONSOLE === 'public' || this.reflector.get<true | undefined>(NEEDED_TO_SIGN_IN, context.getHandler()))
      return true;
    await expectAuthenticated(context, this.authentication);
    return true;
  }
}
