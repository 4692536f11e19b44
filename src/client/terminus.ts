import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { AISessionsClient } from './ai-sessions.client.js';

/** Tells `@nestjs/terminus` whether the service answers: list it among the providers of your health module. */
@Injectable()
export class VoiceApiHealthIndicator {
  /** @internal */
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly sessions: AISessionsClient,
  ) {}

  /**
   * Reads one session, so that the way, the credentials and the service's database are all tried.
   *
   * @param key - The name in the health check's answer.
   */
  async isHealthy<const Key extends string>(key: Key): Promise<HealthIndicatorResult<Key>> {
    const indicator = this.indicators.check(key);
    try {
      await this.sessions.list({ countPerPage: 1, simplifiedPaging: true });
      return indicator.up();
    } catch (error) {
      return indicator.down(error instanceof Error ? error.message : String(error));
    }
  }
}
