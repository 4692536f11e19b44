import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../auth/access.decorator.js';
import { ServiceUnavailableError } from '../common/errors.js';
import { Database } from '../database/database.js';
import { MessageDoor } from '../messages/message-door.js';

/** How long the database may take to answer before this replica is no longer sent calls, in ms. */
const PATIENCE = 2_000;

interface Health {
  readonly status: 'ok';
}

/** For those who run the service: whether to restart this replica, and whether to send it calls. */
@Public()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly messages: MessageDoor,
  ) {}

  /** The process answers. Without its database too: a restart would not bring that back. */
  @Get('live')
  @Header('cache-control', 'no-store')
  live(): Health {
    return { status: 'ok' };
  }

  /** @throws ServiceUnavailableError while the database is away, or the broker of messages. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(): Promise<Health> {
    if (!this.messages.isOpen) {
      throw new ServiceUnavailableError('The broker of messages does not answer. Try again shortly.');
    }
    const patience = new AbortController();
    await Promise.race([this.database.read.query('SELECT 1'), tooLate(patience.signal)]).finally(() =>
      patience.abort(),
    );
    return { status: 'ok' };
  }
}

async function tooLate(signal: AbortSignal): Promise<void> {
  try {
    await sleep(PATIENCE, undefined, { signal });
  } catch {
    return; // the database answered first
  }
  throw new ServiceUnavailableError('The database does not answer. Try again shortly.');
}
