import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import type { HttpServer } from './http/http-server.js';
import { XmlInterceptor } from './http/xml.interceptor.js';

/** Reads requests and writes responses for all controllers. */
@Module({})
export class ContentModule {
  /** @param server Provides the error filter, which it also uses before Nest's container exists. */
  static with(server: HttpServer): DynamicModule {
    return {
      module: ContentModule,
      providers: [
        { provide: APP_FILTER, useValue: server.errorFilter },
        { provide: APP_INTERCEPTOR, useClass: XmlInterceptor },
      ],
    };
  }
}
