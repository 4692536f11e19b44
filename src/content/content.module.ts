import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import type { HttpServer } from './http/http-server.js';
import { XmlInterceptor } from './http/xml.interceptor.js';

/** Values to bytes and back, for every room. */
@Module({})
export class ContentModule {
  static with(door: HttpServer): DynamicModule {
    return {
      module: ContentModule,
      providers: [
        { provide: APP_FILTER, useValue: door.errors },
        { provide: APP_INTERCEPTOR, useClass: XmlInterceptor },
      ],
    };
  }
}
