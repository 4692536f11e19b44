import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DocsController } from './docs.controller.js';
import { OpenApiService } from './open-api.service.js';

/** API documentation: the OpenAPI document and the Swagger UI page. */
@Module({
  imports: [AuthModule],
  controllers: [DocsController],
  providers: [OpenApiService],
  exports: [OpenApiService],
})
export class DocsModule {}
