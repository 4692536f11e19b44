import { type DynamicModule, Module } from '@nestjs/common';
import { MessageTransportHost } from './message-transport-host.js';

/** Lets other rooms ask how the door for messages stands. */
@Module({})
export class MessagesModule {
  static with(door: MessageTransportHost): DynamicModule {
    return {
      module: MessagesModule,
      global: true,
      providers: [{ provide: MessageTransportHost, useValue: door }],
      exports: [MessageTransportHost],
    };
  }
}
