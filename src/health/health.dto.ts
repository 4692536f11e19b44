import { ApiProperty } from '@nestjs/swagger';

/** How a replica is. */
export class Health {
  /** Always the same; a replica that is not well answers with an error */
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  readonly status!: 'ok';
}
