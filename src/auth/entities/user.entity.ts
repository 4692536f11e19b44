import { Column, Entity, Index } from 'typeorm';
import { EntityInfo } from '../../common/entity-info.js';

/** Somebody who may sign in. */
@Entity('users')
export class User extends EntityInfo {
  @Index('users_user_name', { unique: true })
  @Column('text')
  userName!: string;

  /** argon2id in PHC string format, cost and salt included. */
  @Column('text')
  passwordHash!: string;

  @Column('simple-json')
  roles!: string[];

  /** The accounts a user without a system administrator's role may see. */
  @Column('simple-json', { nullable: true })
  accountIds!: string[] | null;

  @Column('text', { nullable: true })
  displayName!: string | null;

  @Column('text', { nullable: true })
  emailAddress!: string | null;

  /** Since when the user may not sign in, by any scheme; `null` where they may. */
  @Column('text', { nullable: true })
  dateDisabled!: string | null;
}
