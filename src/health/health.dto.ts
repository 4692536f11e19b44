import { ApiProperty } from '@nestjs/swagger';

/** The state of a replica. */
export class Health {
  /** Always 'ok': a replica that is not healthy responds with an error */
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  readonly status!: 'ok';
}

/** The state of a replica and of its message transport. */
export class Readiness extends Health {
  /** Whether the message transport is connected; absent if the service receives no messages */
  @ApiProperty({ enum: ['ok', 'away'], example: 'ok' })
  readonly messages?: 'ok' | 'away';
}
