import { Module } from '@nestjs/common';
import { DatabaseModule } from '../../database/database.module.js';
import { SessionPurgeModule } from './session-purge.module.js';
import { SessionRetentionService } from './session-retention.service.js';

/** Deletes old AI sessions while the service runs. */
@Module({ imports: [DatabaseModule, SessionPurgeModule], providers: [SessionRetentionService] })
export class SessionRetentionModule {}
