import { copyFile, readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import {
  Check,
  Column,
  Entity,
  getMetadataArgsStorage,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  ViewColumn,
  ViewEntity,
} from 'typeorm';
import { AIUsageRecord } from '../src/ai/usage/ai-usage-record.entity.js';
import { entities } from '../src/bootstrap/entities.js';
import { writeMigration } from '../src/cli/write-migration.js';
import { migrations } from '../src/database/schema/migrations/index.js';
import { temporaryFolder } from './support/service-process.js';

/** What `migration:generate` says about an entity, in the place of that for the same table if there is one. */
async function reasonsFor(entity: new () => object): Promise<readonly string[]> {
  const folder = temporaryFolder();
  const index = 'src/database/schema/migrations/index.ts';
  await copyFile(index, `${folder}/index.ts`);
  const tableOf = (other: new () => object) =>
    getMetadataArgsStorage().tables.find(({ target }) => target === other)?.name;
  const others = entities.filter((other) => tableOf(other) !== tableOf(entity));
  const { file, reasons } = await writeMigration({ entities: [...others, entity], migrations }, 'AddIt', folder);
  expect(file).toBeUndefined();
  expect(await readdir(folder)).toEqual(['index.ts']);
  expect(await readFile(`${folder}/index.ts`, 'utf8')).toBe(await readFile(index, 'utf8'));
  return reasons;
}

describe('a migration is not generated, and the reason is given', () => {
  it('for a required column without a default on an existing table', async () => {
    @Entity('ai_usage_records')
    class Unmigrated extends AIUsageRecord {
      @Column('text')
      unmigrated!: string;
    }
    expect(await reasonsFor(Unmigrated)).toEqual([
      'The entity Unmigrated has a column `unmigrated` that no migration adds. ' +
        'The column `unmigrated` is required and has no default for existing rows.',
    ]);
  });

  it('for dropped and changed columns and indexes, one line each', async () => {
    @Entity('idempotency_keys')
    class Changed {
      @PrimaryColumn('text')
      id!: string;

      @Column('integer', { nullable: true })
      fingerprint!: number | null;

      @Index('idempotency_keys_oldest', { unique: true })
      @Column('text')
      dateCreated!: string;
    }
    expect(await reasonsFor(Changed)).toEqual([
      'The column `fingerprint` is (integer, nullable) in the entity Changed, but (text, required) in the migrations. ' +
        'Changing it has to be written by hand.',
      'The index `idempotency_keys_oldest` is (unique on dateCreated) in the entity Changed, ' +
        'but (dateCreated) in the migrations. Changing it has to be written by hand.',
      'The migrations add a column `outcome` to the table `idempotency_keys` that the entity Changed does not have. ' +
        'Dropping it has to be written by hand.',
    ]);
  });

  it('for types, defaults, keys and checks that differ by database', async () => {
    @Entity('parcels')
    @Check('parcels_weight', 'weight > 0')
    class Parcel {
      @PrimaryGeneratedColumn()
      id!: number;

      @Column('datetime')
      sent!: Date;

      @Column('boolean', { default: false })
      isHeavy!: boolean;

      @Column('text', { default: () => 'CURRENT_TIMESTAMP' })
      received!: string;

      @Column('integer', { comment: 'in grams' })
      weight!: number;
    }
    const reasons = await reasonsFor(Parcel);
    const created = 'The entity Parcel has a table `parcels` that no migration creates. ';
    expect(reasons.map((reason) => reason.replace(created, ''))).toEqual([
      'The column `id` has options besides type, null and default.',
      'The column `sent` has the type datetime; both databases have text, integer, bigint, real, double precision, boolean.',
      'The column `isHeavy` has a default that differs by database.',
      'The column `received` has a default that differs by database.',
      'The column `weight` has options besides type, null and default.',
      'The check `parcels_weight` is SQL, which has to be written by hand.',
    ]);
  });

  it('for a view, as an example of what is found only when the migration was tried', async () => {
    @ViewEntity('recent_sessions', { expression: 'SELECT id FROM ai_sessions' })
    class RecentSessions {
      @ViewColumn()
      id!: string;
    }
    expect(await reasonsFor(RecentSessions)).toContainEqual(
      expect.stringMatching(/^This has to be written by hand: CREATE VIEW "recent_sessions"/),
    );
  });
});
