import { Column, Entity, Index } from 'typeorm';
import { EntityInfo } from '../../common/entity-info.js';

/** A key with which a program calls on behalf of a user, with the roles that the user has at the time of the call. */
@Entity('api_keys')
export class ApiKey extends EntityInfo {
  @Index('api_keys_key_hash', { unique: true })
  @Column('text')
  keyHash!: string;

  /** The key's public first characters, by which people tell keys apart in lists. */
  @Column('text')
  prefix!: string;

  /** The purpose of the key, for people. */
  @Column('text')
  name!: string;

  @Index('api_keys_user')
  @Column('text')
  userId!: string;

  /** The key is invalid from this date on; `null` if it does not expire. */
  @Column('text', { nullable: true })
  dateExpires!: string | null;

  /** The last use, with a precision of an hour; `null` if the key was never used. */
  @Column('text', { nullable: true })
  dateLastUsed!: string | null;
}
