import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';
import { columnsFor } from './columns.js';

const USER_COLUMNS = ['accountIds', 'displayName', 'emailAddress', 'dateDisabled'];

/**
 * API keys, sign-ins, failed sign-in attempts, and further columns of users. No foreign key refers to users: to alter a
 * table, TypeORM recreates it on SQLite, and dropping the old table would delete the rows that refer to it.
 */
export class SignIn1795312800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { text, entityInfo } = columnsFor(runner);
    await runner.addColumns(
      'users',
      USER_COLUMNS.map((name) => new TableColumn(text(name, { isNullable: true }))),
    );
    await runner.createTable(
      new Table({
        name: 'api_keys',
        columns: [
          ...entityInfo(),
          ...['keyHash', 'prefix', 'name', 'userId'].map((name) => text(name)),
          ...['dateExpires', 'dateLastUsed'].map((name) => text(name, { isNullable: true })),
        ],
        indices: [
          { name: 'api_keys_key_hash', columnNames: ['keyHash'], isUnique: true },
          { name: 'api_keys_user', columnNames: ['userId'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'sign_ins',
        columns: [...entityInfo(), ...['tokenHash', 'userId', 'dateExpires'].map((name) => text(name))],
        indices: [
          { name: 'sign_ins_token_hash', columnNames: ['tokenHash'], isUnique: true },
          { name: 'sign_ins_user', columnNames: ['userId'] },
          { name: 'sign_ins_date_expires', columnNames: ['dateExpires'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'sign_in_records',
        columns: [
          text('key', { isPrimary: true }),
          { name: 'failures', type: 'integer' },
          ...['dateBlocked', 'dateStale'].map((name) => text(name)),
        ],
        indices: [{ name: 'sign_in_records_date_stale', columnNames: ['dateStale'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sign_in_records', 'sign_ins', 'api_keys']) await runner.dropTable(table);
    await runner.dropColumns('users', USER_COLUMNS);
  }
}
