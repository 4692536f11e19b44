import { ApiProperty } from '@nestjs/swagger';

/** How a replica is. */
export class Health {
  /** Always the same; a replica that is not well answers with an error */
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  readonly status!: 'ok';
}

/** How a replica is, and its door for messages. */
export class Readiness extends Health {
  /** Whether messages come through; absent where the service takes none */
  @ApiProperty({ enum: ['ok', 'away'], example: 'ok' })
  readonly messages?: 'ok' | 'away';
}
