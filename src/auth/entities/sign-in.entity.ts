import { Column, Entity, Index } from 'typeorm';
import { EntityInfo } from '../../common/entity-info.js';

/** A user who signed in with a password, and calls by cookie since. */
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
}
