import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { AIModule } from './ai/ai.module.js';
import { SessionRetentionModule } from './ai/retention/session-retention.module.js';
import { AIUsageModule } from './ai/usage/ai-usage.module.js';
import { AccountNamesService } from './accounts/account-names.service.js';
import { ACCOUNT_LISTER } from './auth/sign-in/account-lister.js';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.js';
import { ConsoleModule } from './console/console.module.js';
import { ContentModule } from './content/content.module.js';
import type { HttpServer } from './content/http/http-server.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthModule } from './health/health.module.js';
import type { MessageTransportHost } from './messages/message-transport-host.js';
import { MessagesModule } from './messages/messages.module.js';
import { MetadataModule } from './metadata/metadata.module.js';
import { TypesModule } from './types/types.module.js';

/** Binds auth's port ACCOUNT_LISTER to accounts (dependency inversion: auth must not import accounts). */
@Global()
@Module({
  imports: [AccountsModule],
  providers: [{ provide: ACCOUNT_LISTER, useExisting: AccountNamesService }],
  exports: [ACCOUNT_LISTER],
})
class AccountListerModule {}

/** The root module. */
@Module({})
export class AppModule {
  /**
   * @param httpServer The HTTP server that the application runs on.
   * @param messages The host of the message transport. Like the HTTP server it exists before the application.
   */
  static with(env: Env, httpServer: HttpServer, messages: MessageTransportHost): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(env),
        ContentModule.with(httpServer),
        MessagesModule.with(messages),
        AuthModule,
        AccountsModule,
        AccountListerModule,
        AIModule,
        AIUsageModule,
        SessionRetentionModule,
        DocsModule,
        MetadataModule,
        ConsoleModule,
        TypesModule,
        HealthModule,
      ],
    };
  }
}
