import {
  type ConfigurableModuleAsyncOptions,
  ConfigurableModuleBuilder,
  type DynamicModule,
  Module,
} from '@nestjs/common';
import { AccountsClient } from './accounts.client.js';
import { AISessionsClient } from './ai-sessions.client.js';
import { AIUsageClient } from './ai-usage.client.js';
import { ApiCaller } from './api-caller.js';
import { checkOptions } from './check-options.js';
import { openTransport } from './open-transport.js';
import type { AISessionsClientOptions } from './options.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<AISessionsClientOptions>()
  .setClassMethodName('register')
  .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/** The scope of the clients in the application. */
export interface ClientScope {
  /** Whether every module can inject the clients, and not only those that import this module. */
  readonly isGlobal?: boolean;
}

/**
 * Provides {@link AISessionsClient}, {@link AIUsageClient} and {@link AccountsClient}. Invalid options fail the start of the application; an
 * unavailable service does not. The first call connects, and the application's shutdown disconnects.
 */
@Module({
  providers: [
    {
      provide: ApiCaller,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: async (options: AISessionsClientOptions) =>
        new ApiCaller(checkOptions(options), await openTransport(options.transport)),
    },
    AISessionsClient,
    AIUsageClient,
    AccountsClient,
  ],
  exports: [AISessionsClient, AIUsageClient, AccountsClient],
})
export class AISessionsClientModule {
  /** Registers the clients with static options. */
  static register(options: AISessionsClientOptions & ClientScope): DynamicModule {
    return { ...ConfigurableModuleClass.register(options), module: AISessionsClientModule };
  }

  /** Registers the clients with options from other providers: `{ useFactory, inject, imports }`, `{ useClass }` or `{ useExisting }`. */
  static registerAsync(options: ConfigurableModuleAsyncOptions<AISessionsClientOptions> & ClientScope): DynamicModule {
    return { ...ConfigurableModuleClass.registerAsync(options), module: AISessionsClientModule };
  }
}
