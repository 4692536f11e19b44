import { type MigrationInterface, type QueryRunner, Table, TableColumn, TableForeignKey, TableIndex } from 'typeorm';
import { foldName } from '../../../common/fold-name.js';
import { columnsFor } from './columns.js';
import { setFoldedName } from './folded-names.js';

/**
 * The first version of this program made fewer tables and columns under the name of the first migration. Adds what a
 * database of that version lacks; changes nothing in others.
 */
export class CompleteFirstTables1795305600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (await runner.hasColumn('accounts', 'foldedName')) return;
    const { text, integer } = columnsFor(runner);
    await runner.addColumns('accounts', [
      new TableColumn(text('foldedName', { isNullable: true })),
      new TableColumn(text('parentAccountId', { isNullable: true })),
      new TableColumn(integer('version', { isNullable: true })),
    ]);
    const accounts = (await runner.query('SELECT id, name FROM accounts')) as { id: string; name: string }[];
    for (const { id, name } of accounts) await setFoldedName(runner, 'accounts', id, foldName(name));
    await runner.query('UPDATE accounts SET version = 1');
    await runner.changeColumn('accounts', 'foldedName', new TableColumn(text('foldedName')));
    await runner.changeColumn('accounts', 'version', new TableColumn(integer('version')));
    await runner.createIndices('accounts', [
      new TableIndex({ name: 'accounts_folded_name', columnNames: ['foldedName'], isUnique: true }),
      new TableIndex({ name: 'accounts_parent', columnNames: ['parentAccountId'] }),
    ]);
    await runner.createForeignKey(
      'accounts',
      new TableForeignKey({
        name: 'accounts_parent_fk',
        columnNames: ['parentAccountId'],
        referencedTableName: 'accounts',
        referencedColumnNames: ['id'],
      }),
    );
    await runner.addColumn('ai_sessions', new TableColumn(integer('version', { isNullable: true })));
    await runner.query('UPDATE ai_sessions SET version = 1');
    await runner.changeColumn('ai_sessions', 'version', new TableColumn(integer('version')));
    await runner.dropIndex('ai_sessions', 'ai_sessions_account');
    await runner.createIndices('ai_sessions', [
      new TableIndex({ name: 'ai_sessions_newest', columnNames: ['dateCreated', 'id'] }),
      new TableIndex({ name: 'ai_sessions_account_newest', columnNames: ['accountId', 'dateCreated', 'id'] }),
    ]);
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

  /** Reverting the first migration removes everything. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}
