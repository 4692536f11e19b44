import { type MigrationInterface, type QueryRunner, Table, type TableForeignKeyOptions } from 'typeorm';
import { columnsFor } from './columns.js';

const foreignKeyToAccounts = (name: string, column: string): TableForeignKeyOptions => ({
  name,
  columnNames: [column],
  referencedTableName: 'accounts',
  referencedColumnNames: ['id'],
});

/** Users, accounts, AI sessions, idempotency keys and secrets. */
export class FirstTables1795305600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { text, integer, entityInfo } = columnsFor(runner);
    await runner.createTable(
      new Table({
        name: 'users',
        columns: [...entityInfo(), text('userName'), text('passwordHash'), text('roles')],
        indices: [{ name: 'users_user_name', columnNames: ['userName'], isUnique: true }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'accounts',
        columns: [
          ...entityInfo(),
          text('name'),
          text('foldedName'),
          text('parentAccountId', { isNullable: true }),
          integer('version'),
        ],
        indices: [
          { name: 'accounts_folded_name', columnNames: ['foldedName'], isUnique: true },
          { name: 'accounts_parent', columnNames: ['parentAccountId'] },
        ],
        foreignKeys: [foreignKeyToAccounts('accounts_parent_fk', 'parentAccountId')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'ai_sessions',
        columns: [
          ...entityInfo(),
          text('accountId', { isNullable: true }),
          text('purpose', { isNullable: true }),
          integer('version'),
        ],
        indices: [
          { name: 'ai_sessions_newest', columnNames: ['dateCreated', 'id'] },
          { name: 'ai_sessions_account_newest', columnNames: ['accountId', 'dateCreated', 'id'] },
        ],
        foreignKeys: [foreignKeyToAccounts('ai_sessions_account_fk', 'accountId')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'idempotency_keys',
        columns: [text('id', { isPrimary: true }), text('fingerprint'), text('outcome'), text('dateCreated')],
        indices: [{ name: 'idempotency_keys_oldest', columnNames: ['dateCreated'] }],
      }),
    );
    await runner.createTable(
      new Table({ name: 'secrets', columns: [text('name', { isPrimary: true }), text('value')] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['secrets', 'idempotency_keys', 'ai_sessions', 'accounts', 'users'])
      await runner.dropTable(table);
  }
}
