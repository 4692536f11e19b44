import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access.decorator.js';
import { buildInfo } from '../common/build-info.js';
import { ServiceUnavailableError } from '../common/errors.js';
import { TimeoutError, withTimeout } from '../common/with-timeout.js';
import { Database } from '../database/engine/database.js';
import { MessageTransportHost } from '../messages/message-transport-host.js';
import { Liveness, Readiness } from './health.dto.js';

/** If the database does not answer within this time, this replica is not ready, in ms. */
const DB_PING_TIMEOUT_MS = 2_000;

/** Tells an orchestrator whether to restart this replica (liveness) and whether to send it requests (readiness). */
@Public()
@ApiTags('Health')
@Controller('health')
export class HealthController {
  private hasStarted = false;

  constructor(
    private readonly database: Database,
    private readonly messages: MessageTransportHost,
  ) {}

  /** Ends the start, during which the service listens and is not ready: the first administrator may not exist yet. */
  startIsOver(): void {
    this.hasStarted = true;
  }

  /**
   * Checks liveness
   *
   * @remarks Returns 200 while the process responds, even if the database is unavailable: a restart would not fix that.
   * The response says which version and commit run.
   */
  @Get('live')
  @ApiOperation({ operationId: 'GetLiveness' })
  @ApiOkResponse({ description: 'The process responds', type: Liveness })
  @Header('cache-control', 'no-store')
  live(): Liveness {
    const { version, commit } = buildInfo;
    return { status: 'ok', version, ...(commit !== undefined && { commit }) };
  }

  /**
   * Checks readiness
   *
   * @remarks Returns 200 if this replica can serve requests, and 503 while it starts, while the database does not respond
   * and after a write failed on the database's disk. An unavailable message broker is reported in `messages` and does not
   * cause a 503, because HTTP requests do not need it.
   * @throws ServiceUnavailableError if the replica cannot serve requests.
   */
  @Get('ready')
  @ApiOperation({ operationId: 'GetReadiness' })
  @ApiOkResponse({ description: 'The replica can serve requests', type: Readiness })
  @Header('cache-control', 'no-store')
  async ready(): Promise<Readiness> {
    if (!this.hasStarted) throw new ServiceUnavailableError('The service is starting. Try again shortly.');
    await withTimeout(() => this.database.ping(), DB_PING_TIMEOUT_MS).catch(rejectTimeout);
    const { address, isConnected } = this.messages;
    return { status: 'ok', ...(address !== undefined && { messages: isConnected ? 'ok' : 'away' }) };
  }
}

function rejectTimeout(error: unknown): never {
  if (!(error instanceof TimeoutError)) throw error;
  throw new ServiceUnavailableError('The database does not respond. Try again shortly.');
}
