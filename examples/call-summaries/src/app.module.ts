import { readFile } from 'node:fs/promises';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { AISessionsClientModule } from 'voice-api-client';
import { VoiceApiHealthIndicator } from 'voice-api-client/terminus';
import { HealthController } from './health.controller.js';
import { SummariesController } from './summaries.controller.js';
import { VoiceApiErrorFilter } from './voice-api-error.filter.js';

const { VOICE_API_URL = 'http://127.0.0.1:3000', VOICE_API_KEY_FILE = 'voice-api.key' } = process.env;

@Module({
  imports: [
    TerminusModule,
    AISessionsClientModule.register({
      transport: VOICE_API_URL,
      // Reads the file before each call, so that the key can be replaced while the service runs.
      credentials: { apiKey: async () => (await readFile(VOICE_API_KEY_FILE, 'utf8')).trim() },
      timeout: 2_000,
    }),
  ],
  controllers: [SummariesController, HealthController],
  providers: [VoiceApiHealthIndicator, { provide: APP_FILTER, useClass: VoiceApiErrorFilter }],
})
export class AppModule {}
