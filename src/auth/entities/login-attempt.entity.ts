import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A record of login throttling: the failed password checks of a user, of an address, or of a user at an address. A
 * record without failures marks a user and address as a known pair.
 */
@Entity('sign_in_records')
export class LoginAttempt {
  /** What the record is about, hashed: people type passwords into the field for the user name. */
  @PrimaryColumn('text')
  key!: string;

  /** Failures since the last success, or since the last day without failures. */
  @Column('integer')
  failures!: number;

  /** Attempts are rejected until this date; an empty string if they are not. */
  @Column('text')
  dateBlocked!: string;

  /** The record is ignored from this date on, and deleted later. */
  @Index('sign_in_records_date_stale')
  @Column('text')
  dateStale!: string;
}
