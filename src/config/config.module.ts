import { type DynamicModule, Module } from '@nestjs/common';
import type { Env } from './env.js';

/** The token of the settings: `@Inject(ENV) env: Env`. */
export const ENV = Symbol('ENV');

/** Gives every room the settings that the process was started with. */
@Module({})
export class ConfigModule {
  static with(env: Env): DynamicModule {
    return { module: ConfigModule, global: true, providers: [{ provide: ENV, useValue: env }], exports: [ENV] };
  }
}
