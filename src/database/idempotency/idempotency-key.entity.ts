import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that was answered under a key, and the answer. */
@Entity('idempotency_keys')
export class IdempotencyKey {
  /** A digest of the caller and the key. */
  @PrimaryColumn('text')
  id!: string;

  /** A digest of the operation and its members. */
  @Column('text')
  fingerprint!: string;

  /** The answer, in JSON. */
  @Column('text')
  outcome!: string;

  @Index('idempotency_keys_oldest')
  @Column('text')
  dateCreated!: string;
}
