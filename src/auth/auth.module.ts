import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeyAuthenticator } from './api-key.authenticator.js';
import { AuthController } from './auth.controller.js';
import { type Authenticator, AUTHENTICATORS } from './authenticator.js';
import { BasicAuthenticator } from './basic.authenticator.js';
import { CookieAuthenticator } from './cookie.authenticator.js';
import { JwtAuthenticator } from './jwt.authenticator.js';
import { PeopleModule } from './people.module.js';
import { RolesGuard } from './roles.guard.js';
import { SignInSchemes } from './sign-in-schemes.js';
import { SignInService } from './sign-in.service.js';

/** Every way to sign in, in the order in which they are asked. */
const schemes = [BasicAuthenticator, ApiKeyAuthenticator, JwtAuthenticator, CookieAuthenticator];

/** Who are you, may you. */
@Module({
  imports: [PeopleModule],
  controllers: [AuthController],
  providers: [
    ...schemes,
    {
      provide: AUTHENTICATORS,
      inject: schemes,
      useFactory: (...authenticators: Authenticator[]) => authenticators,
    },
    SignInSchemes,
    SignInService,
    { provide: APP_GUARD, useClass: RolesGuard },
  ],
  exports: [PeopleModule, SignInSchemes],
})
export class AuthModule {}
