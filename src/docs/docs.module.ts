import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DocsController } from './docs.controller.js';
import { OpenApi } from './open-api.js';

/** The description of the service, for programs and for people. */
@Module({ imports: [AuthModule], controllers: [DocsController], providers: [OpenApi], exports: [OpenApi] })
export class DocsModule {}
