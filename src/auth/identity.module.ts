import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseModule } from '../database/database.module.js';
import { ApiKey } from './entities/api-key.entity.js';
import { ApiKeysService } from './users/api-keys.service.js';
import { AuditService } from './audit.service.js';
import { LoginThrottleService } from './throttling/login-throttle.service.js';
import { PasswordAuthService } from './users/password-auth.service.js';
import { LoginAttempt } from './entities/login-attempt.entity.js';
import { SignIn } from './entities/sign-in.entity.js';
import { SignInSessionsService } from './users/sign-in-sessions.service.js';
import { UserAdminService } from './users/user-admin.service.js';
import { User } from './entities/user.entity.js';
import { UsersService } from './users/users.service.js';

/** Users, API keys and sign-in sessions, without any transport. The service and the admin command share it. */
@Module({
  imports: [DatabaseModule, TypeOrmModule.forFeature([User, ApiKey, SignIn, LoginAttempt])],
  providers: [
    AuditService,
    UsersService,
    ApiKeysService,
    SignInSessionsService,
    LoginThrottleService,
    PasswordAuthService,
    UserAdminService,
  ],
  exports: [AuditService, UsersService, UserAdminService, ApiKeysService, SignInSessionsService, PasswordAuthService],
})
export class IdentityModule {}
