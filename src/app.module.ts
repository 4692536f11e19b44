import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { AIModule } from './ai/ai.module.js';
import { AccountNamesService } from './accounts/account-names.service.js';
import { ACCOUNT_LISTER } from './auth/sign-in/account-lister.js';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.js';
import { ContentModule } from './content/content.module.js';
import type { HttpServer } from './content/http/http-server.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthModule } from './health/health.module.js';
import type { MessageTransportHost } from './messages/message-transport-host.js';
import { MessagesModule } from './messages/messages.module.js';

/** What auth may know of accounts, which know auth: the one thread that runs against the direction of imports. */
@Global()
@Module({
  imports: [AccountsModule],
  providers: [{ provide: ACCOUNT_LISTER, useExisting: AccountNamesService }],
  exports: [ACCOUNT_LISTER],
})
class AccountListerModule {}

/** The rooms. */
@Module({})
export class AppModule {
  static with(env: Env, door: HttpServer, messages: MessageTransportHost): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(env),
        ContentModule.with(door),
        MessagesModule.with(messages),
        AuthModule,
        AccountsModule,
        AccountListerModule,
        AIModule,
        DocsModule,
        HealthModule,
      ],
    };
  }
}
