import { Column, Entity } from 'typeorm';
import { EntityInfo } from '../common/entity-info.js';

/** An account of the telephony platform. */
@Entity('accounts')
export class Account extends EntityInfo {
  @Column('text')
  name!: string;
}
