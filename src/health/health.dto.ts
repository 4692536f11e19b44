import { ApiProperty } from '@nestjs/swagger';

/** The liveness of a replica. */
export class Health {
  /** Always `ok`: an unhealthy replica returns an error instead */
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  readonly status!: 'ok';
}

/** The readiness of a replica. */
export class Readiness extends Health {
  /** Whether the message broker is connected. Absent if the service has no message transport. */
  @ApiProperty({ enum: ['ok', 'away'], example: 'ok' })
  readonly messages?: 'ok' | 'away';
}
