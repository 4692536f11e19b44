import { Column, PrimaryColumn } from 'typeorm';
import { DataContract } from './contract/data-contract.js';
import { DataMember } from './contract/data-member.js';

/** What every stored object says of itself; the base of the entities and of their wire types alike. */
@DataContract('Voice.Api')
export abstract class EntityInfo {
  /** The ID of the object */
  @PrimaryColumn('text')
  @DataMember('string', { example: '0193a5b2-7c1e-7d3a-9f00-3f1c2d4e5a6b' })
  id!: string;

  /** The date the object was created */
  @Column('text')
  @DataMember('string', { example: '2026-11-22T06:07:08.123Z' })
  dateCreated!: string;

  /** The date the object was last modified */
  @Column('text')
  @DataMember('string', { example: '2026-11-22T06:07:08.123Z' })
  dateLastModified!: string;

  /** The user that created this object */
  @Column('text')
  @DataMember('string', { example: 'admin' })
  createdBy!: string;

  /** The user that last modified this object */
  @Column('text')
  @DataMember('string', { example: 'admin' })
  lastModifiedBy!: string;
}
