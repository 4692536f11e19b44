import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { AISession } from '../ai-session.entity.js';

/**
 * What a session has because of its actions: counts, the log, and the apply that is running. A session that never had an
 * action has no row. A transaction that changes it, or an action of the session, locks the session's row first.
 */
@Entity('ai_session_changesets')
export class AISessionChangeset {
  @PrimaryColumn('text')
  sessionId!: string;

  @OneToOne(() => AISession, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'sessionId', foreignKeyConstraintName: 'ai_session_changesets_session_fk' })
  session?: Relation<AISession>;

  /** The position of the action that was staged last. */
  @Column('integer')
  lastPosition!: number;

  /** How many actions are open. */
  @Column('integer')
  openCount!: number;

  /** How many actions are stored. */
  @Column('integer')
  keptCount!: number;

  /** The log of the last apply, one line an event. */
  @Column('text', { nullable: true })
  log!: string | null;

  /** The lease of the apply that is running; null if none is. */
  @Column('text', { nullable: true })
  leaseId!: string | null;

  /** When the lease ends unless it is renewed, by the clock of the database. */
  @Column('text', { nullable: true })
  leaseUntil!: string | null;

  /** The apply that is running, or that a crash interrupted, goes up to this position. Null if it has ended. */
  @Column('integer', { nullable: true })
  applyThrough!: number | null;

  /** The id of the idempotency key of that apply. */
  @Column('text', { nullable: true })
  applyKey!: string | null;

  /** The fingerprint of the request of that apply. */
  @Column('text', { nullable: true })
  applyFingerprint!: string | null;
}
