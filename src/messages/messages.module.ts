import { type DynamicModule, Module } from '@nestjs/common';
import { MessageDoor } from './message-door.js';

/** Lets other rooms ask how the door for messages stands. */
@Module({})
export class MessagesModule {
  static with(door: MessageDoor): DynamicModule {
    return {
      module: MessagesModule,
      global: true,
      providers: [{ provide: MessageDoor, useValue: door }],
      exports: [MessageDoor],
    };
  }
}
