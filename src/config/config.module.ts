import { type DynamicModule, Module } from '@nestjs/common';
import type { Env } from './env.js';

/** The injection token of the settings: `@Inject(ENV) env: Env`. */
export const ENV = Symbol('ENV');

/** Provides the settings of the process to every module. */
@Module({})
export class ConfigModule {
  static with(env: Env): DynamicModule {
    return { module: ConfigModule, global: true, providers: [{ provide: ENV, useValue: env }], exports: [ENV] };
  }
}
