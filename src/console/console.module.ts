import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ConsoleController } from './console.controller.js';

/** The console for administrators at `/console`. */
@Module({ imports: [AuthModule], controllers: [ConsoleController] })
export class ConsoleModule {}
