import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseModule } from '../database/database.module.js';
import { type Authenticator, AUTHENTICATORS } from './authenticator.js';
import { BasicAuthenticator } from './basic.authenticator.js';
import { RolesGuard } from './roles.guard.js';
import { User } from './user.entity.js';
import { UsersService } from './users.service.js';

/** Who are you, may you. */
@Module({
  imports: [DatabaseModule, TypeOrmModule.forFeature([User])],
  providers: [
    UsersService,
    BasicAuthenticator,
    {
      provide: AUTHENTICATORS,
      inject: [BasicAuthenticator],
      useFactory: (...authenticators: Authenticator[]) => authenticators,
    },
    { provide: APP_GUARD, useClass: RolesGuard },
  ],
  exports: [UsersService],
})
export class AuthModule {}
