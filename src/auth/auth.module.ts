import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { DatabaseModule } from '../database/database.module.js';
import { ApiKeyOperationsService } from './administration/api-key-operations.service.js';
import { ApiKeysController } from './administration/api-keys.controller.js';
import { UserOperationsService } from './administration/user-operations.service.js';
import { UsersController } from './administration/users.controller.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { ApiKeyAuthenticator } from './schemes/api-key.authenticator.js';
import { AuthController } from './sign-in/auth.controller.js';
import { type Authenticator, AUTHENTICATORS } from './credentials/authenticator.js';
import { BasicAuthenticator } from './schemes/basic.authenticator.js';
import { CookieAuthenticator } from './schemes/cookie.authenticator.js';
import { JwtAuthenticator } from './schemes/jwt.authenticator.js';
import { IdentityModule } from './identity.module.js';
import { RateLimitModule } from './rate-limit/rate-limit.module.js';
import { RolesGuard } from './roles.guard.js';
import { AuthenticationService } from './schemes/authentication.service.js';
import { SignInService } from './sign-in/sign-in.service.js';

/** The authentication schemes. The first one that finds its kind of credentials decides. */
const schemes = [BasicAuthenticator, ApiKeyAuthenticator, JwtAuthenticator, CookieAuthenticator];

/** Authenticates every call and checks the caller's role. */
@Module({
  imports: [DatabaseModule, IdentityModule, RateLimitModule],
  controllers: [AuthController, UsersController, ApiKeysController],
  providers: [
    ...schemes,
    {
      provide: AUTHENTICATORS,
      inject: schemes,
      useFactory: (...authenticators: Authenticator[]) => authenticators,
    },
    AuthenticationService,
    SignInService,
    UserOperationsService,
    ApiKeyOperationsService,
    { provide: APP_GUARD, useClass: RolesGuard },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
  ],
  exports: [IdentityModule, AuthenticationService],
})
export class AuthModule {}
