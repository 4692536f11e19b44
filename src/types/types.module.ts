import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DocsModule } from '../docs/docs.module.js';
import { TypesController } from './types.controller.js';
import { TypesService } from './types.service.js';

/** The types of the wire contract in other languages: "Add ServiceStack Reference". */
@Module({
  imports: [AuthModule, DocsModule],
  controllers: [TypesController],
  providers: [TypesService],
  exports: [TypesService],
})
export class TypesModule {}
