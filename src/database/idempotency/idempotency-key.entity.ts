import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that was executed under an idempotency key, with its result. */
@Entity('idempotency_keys')
export class IdempotencyKey {
  /** A digest of the caller and the key. */
  @PrimaryColumn('text')
  id!: string;

  /** A digest of the operation and its members. */
  @Column('text')
  fingerprint!: string;

  /** The result in JSON: see stored-outcome.ts. */
  @Column('text')
  outcome!: string;

  @Index('idempotency_keys_oldest')
  @Column('text')
  dateCreated!: string;
}
