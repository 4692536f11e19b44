import {
  type ConfigurableModuleAsyncOptions,
  ConfigurableModuleBuilder,
  type DynamicModule,
  Module,
} from '@nestjs/common';
import { AccountsClient } from './accounts.client.js';
import { AISessionsClient } from './ai-sessions.client.js';
import { ApiCaller } from './api-caller.js';
import { checkOptions } from './check-options.js';
import { openTransport } from './open-transport.js';
import type { AISessionsClientOptions } from './options.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<AISessionsClientOptions>()
  .setClassMethodName('register')
  .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/** How far the clients reach in the app. */
export interface ClientScope {
  /** Whether every module may inject the clients, and not those alone that import the module. */
  readonly isGlobal?: boolean;
}

/**
 * Gives an app {@link AISessionsClient} and {@link AccountsClient} to inject. Wrong options stop the app when it starts;
 * a service that is not there does not. It is connected by the first call, and closed when the app is.
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
    AccountsClient,
  ],
  exports: [AISessionsClient, AccountsClient],
})
export class AISessionsClientModule {
  /** For options that are there when the code is read. */
  static register(options: AISessionsClientOptions & ClientScope): DynamicModule {
    return { ...ConfigurableModuleClass.register(options), module: AISessionsClientModule };
  }

  /** For options that other providers have: `{ useFactory, inject, imports }`, `{ useClass }` or `{ useExisting }`. */
  static registerAsync(options: ConfigurableModuleAsyncOptions<AISessionsClientOptions> & ClientScope): DynamicModule {
    return { ...ConfigurableModuleClass.registerAsync(options), module: AISessionsClientModule };
  }
}
