import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseModule } from '../database/database.module.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeysService } from './api-keys.service.js';
import { Audit } from './audit.js';
import { BackOff } from './back-off.js';
import { Passwords } from './passwords.js';
import { SignInRecord } from './sign-in-record.entity.js';
import { SignIn } from './sign-in.entity.js';
import { SignIns } from './sign-ins.service.js';
import { UserAdmin } from './user-admin.service.js';
import { User } from './user.entity.js';
import { UsersService } from './users.service.js';

/** Users, their keys and sign-ins, without any door: for the HTTP service and the admin command alike. */
@Module({
  imports: [DatabaseModule, TypeOrmModule.forFeature([User, ApiKey, SignIn, SignInRecord])],
  providers: [Audit, UsersService, ApiKeysService, SignIns, BackOff, Passwords, UserAdmin],
  exports: [Audit, UsersService, UserAdmin, ApiKeysService, SignIns, Passwords],
})
export class PeopleModule {}
