import { Column, Entity, Index } from 'typeorm';
import { EntityInfo } from '../common/entity-info.js';

/** Somebody who may sign in with a password. */
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
}
