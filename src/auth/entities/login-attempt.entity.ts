import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What is remembered of attempts to sign in with a password: the failures of a user, an address, or a user at an
 * address; or, without failures, that a user is known at an address.
 */
@Entity('sign_in_records')
export class LoginAttempt {
  /** Whose attempts; a digest, since people type passwords where names belong. */
  @PrimaryColumn('text')
  key!: string;

  /** How many failed since the last success, or since a day without any. */
  @Column('integer')
  failures!: number;

  /** Until when no attempt is looked at; empty where the next one is. */
  @Column('text')
  dateBlocked!: string;

  /** From when on the record says nothing any more. */
  @Index('sign_in_records_date_stale')
  @Column('text')
  dateStale!: string;
}
