import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { AIModule } from './ai/ai.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.js';
import { ContentModule } from './content/content.module.js';
import type { HttpDoor } from './content/http-door.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthModule } from './health/health.module.js';

/** The rooms. */
@Module({})
export class AppModule {
  static with(env: Env, door: HttpDoor): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(env),
        ContentModule.with(door),
        AuthModule,
        AccountsModule,
        AIModule,
        DocsModule,
        HealthModule,
      ],
    };
  }
}
