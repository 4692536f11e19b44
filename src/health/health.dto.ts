import { ApiProperty } from '@nestjs/swagger';

/** The health of a replica. */
export class Health {
  /** Always `ok`: an unhealthy replica returns an error instead */
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  readonly status!: 'ok';
}

/** The liveness of a replica, and what it runs. */
export class Liveness extends Health {
  /** The version of the service */
  @ApiProperty({ example: '0.1.0' })
  readonly version!: string;

  /** The commit that was built. Absent if the build did not know it. */
  @ApiProperty({ example: '47e2ffc0f1b14cf1b43b37bd1b1e3d0ff1a9ba6d' })
  readonly commit?: string;
}

/** The readiness of a replica. */
export class Readiness extends Health {
  /** Whether the message broker is connected. Absent if the service has no message transport. */
  @ApiProperty({ enum: ['ok', 'away'], example: 'ok' })
  readonly messages?: 'ok' | 'away';
}
