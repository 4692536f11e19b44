import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { AISession } from '../ai-session.entity.js';
import type { ActionStatus } from './action-status.js';

/** An action of an AI session: a call of a function, staged for review. */
@Entity('ai_session_actions')
@Index('ai_session_actions_position', ['sessionId', 'position'], { unique: true })
@Index('ai_session_actions_status', ['sessionId', 'status', 'position'])
export class AISessionAction {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  sessionId!: string;

  @ManyToOne(() => AISession, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'sessionId', foreignKeyConstraintName: 'ai_session_actions_session_fk' })
  session?: Relation<AISession>;

  /** The order in which the actions of a session were staged, and in which they are applied. */
  @Column('integer')
  position!: number;

  /** When it was staged. */
  @Column('text')
  date!: string;

  @Column('text')
  stagedBy!: string;

  @Column('text')
  functionName!: string;

  /** A JSON object. */
  @Column('text', { nullable: true })
  arguments!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text')
  status!: ActionStatus;

  @Column('text', { nullable: true })
  error!: string | null;
}
