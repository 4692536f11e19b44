import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { EntityInfo } from '../common/entity-info.js';
import type { Stored } from '../database/resources/stored-members.js';
import type { NewAccount, PatchAccount } from './dto/account-requests.dto.js';

/** An account of the telephony platform. */
@Entity('accounts')
export class Account extends EntityInfo implements Stored<NewAccount>, Stored<Omit<PatchAccount, 'accountId'>> {
  @Column('text')
  name!: string;

  /** The name for comparison (`foldName`). The service folds it, because the databases fold differently. */
  @Index('accounts_folded_name', { unique: true })
  @Column('text')
  foldedName!: string;

  @Index('accounts_parent')
  @Column('text', { nullable: true })
  parentAccountId!: string | null;

  @ManyToOne(() => Account)
  @JoinColumn({ name: 'parentAccountId', foreignKeyConstraintName: 'accounts_parent_fk' })
  parentAccount?: Relation<Account>;

  /** Incremented by every change. */
  @Column('integer')
  version!: number;
}
