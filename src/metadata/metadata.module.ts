import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DocsModule } from '../docs/docs.module.js';
import { TypesModule } from '../types/types.module.js';
import { MetadataController } from './metadata.controller.js';

/** The pages about operations and the XML schemas, at ServiceStack's addresses. */
@Module({ imports: [AuthModule, DocsModule, TypesModule], controllers: [MetadataController] })
export class MetadataModule {}
