import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { AISessionsClient } from './ai-sessions.client.js';

/** A health indicator for `@nestjs/terminus`. Add it to the providers of your health module. */
@Injectable()
export class VoiceApiHealthIndicator {
  /** @internal */
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly sessions: AISessionsClient,
  ) {}

  /**
   * Lists one session, which checks the connection, the credentials and the service's database.
   *
   * @param key - The name in the result of the health check.
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
