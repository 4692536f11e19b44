import { Column, Entity, Index } from 'typeorm';
import { EntityInfo } from '../../common/entity-info.js';

/** A person or program that can sign in. */
@Entity('users')
export class User extends EntityInfo {
  @Index('users_user_name', { unique: true })
  @Column('text')
  userName!: string;

  /** `userName` as `foldName` folds it: users are found, and unique, by a name that ignores case. */
  @Index('users_folded_name', { unique: true })
  @Column('text')
  foldedName!: string;

  /** argon2id in PHC string format, which includes cost and salt. */
  @Column('text')
  passwordHash!: string;

  @Column('simple-json')
  roles!: string[];

  /** The accounts that the user may see. System administrators may see all. */
  @Column('simple-json', { nullable: true })
  accountIds!: string[] | null;

  @Column('text', { nullable: true })
  displayName!: string | null;

  @Column('text', { nullable: true })
  emailAddress!: string | null;

  /** When the user was disabled for all authentication schemes; `null` if the user is enabled. */
  @Column('text', { nullable: true })
  dateDisabled!: string | null;
}
