import { Column, Entity, Index } from 'typeorm';
import { EntityInfo } from '../../common/entity-info.js';

/** The session of a user who signed in with a password and then calls with a cookie. */
@Entity('sign_ins')
export class SignIn extends EntityInfo {
  @Index('sign_ins_token_hash', { unique: true })
  @Column('text')
  tokenHash!: string;

  @Index('sign_ins_user')
  @Column('text')
  userId!: string;

  @Index('sign_ins_date_expires')
  @Column('text')
  dateExpires!: string;

  /** The last use, with some precision; `null` for a session from before it was recorded. */
  @Column('text', { nullable: true })
  dateLastUsed!: string | null;
}
