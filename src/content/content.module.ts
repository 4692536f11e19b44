import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import type { HttpDoor } from './http-door.js';
import { XmlInterceptor } from './xml.interceptor.js';

/** Values to bytes and back, for every room. */
@Module({})
export class ContentModule {
  static with(door: HttpDoor): DynamicModule {
    return {
      module: ContentModule,
      providers: [
        { provide: APP_FILTER, useValue: door.errors },
        { provide: APP_INTERCEPTOR, useClass: XmlInterceptor },
      ],
    };
  }
}
