import { Column, Entity, Index } from 'typeorm';
import { EntityInfo } from '../../common/entity-info.js';

/** A key that stands for a user, with whatever roles the user has when it is used. */
@Entity('api_keys')
export class ApiKey extends EntityInfo {
  @Index('api_keys_key_hash', { unique: true })
  @Column('text')
  keyHash!: string;

  /** The key's first characters, by which people tell keys apart in lists. */
  @Column('text')
  prefix!: string;

  /** What the key is for. */
  @Column('text')
  name!: string;

  @Index('api_keys_user')
  @Column('text')
  userId!: string;

  /** From when on it is worth nothing; `null` where that is never. */
  @Column('text', { nullable: true })
  dateExpires!: string | null;

  /** When it was last used, to an hour or so. */
  @Column('text', { nullable: true })
  dateLastUsed!: string | null;
}
