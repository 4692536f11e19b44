import { Column, PrimaryColumn } from 'typeorm';
import { DataContract } from './contract/data-contract.js';
import { DataMember } from './contract/data-member.js';
import { EXAMPLE_DATE, EXAMPLE_SESSION_ID } from './examples.js';

/** The members that every stored object has: the base class of the entities and of their response contracts. */
@DataContract('Voice.Api')
export abstract class EntityInfo {
  /** The ID of the object */
  @PrimaryColumn('text')
  @DataMember('string', { example: EXAMPLE_SESSION_ID })
  id!: string;

  /** The date the object was created */
  @Column('text')
  @DataMember('string', { format: 'date-time', example: EXAMPLE_DATE })
  dateCreated!: string;

  /** The date the object was last modified */
  @Column('text')
  @DataMember('string', { format: 'date-time', example: EXAMPLE_DATE })
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
