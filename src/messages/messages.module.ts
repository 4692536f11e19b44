import { type DynamicModule, Module } from '@nestjs/common';
import { MessageTransportHost } from './message-transport-host.js';

/** Provides the message transport's address and state to other modules. */
@Module({})
export class MessagesModule {
  static with(host: MessageTransportHost): DynamicModule {
    return {
      module: MessagesModule,
      global: true,
      providers: [{ provide: MessageTransportHost, useValue: host }],
      exports: [MessageTransportHost],
    };
  }
}
