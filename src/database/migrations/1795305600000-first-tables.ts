import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from './columns.js';

/** Users, accounts and their AI sessions. */
export class FirstTables1795305600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { text, entityInfo } = columnsFor(runner);
    await runner.createTable(
      new Table({
        name: 'users',
        columns: [...entityInfo(), text('userName'), text('passwordHash'), text('roles')],
        indices: [{ name: 'users_user_name', columnNames: ['userName'], isUnique: true }],
      }),
    );
    await runner.createTable(new Table({ name: 'accounts', columns: [...entityInfo(), text('name')] }));
    await runner.createTable(
      new Table({
        name: 'ai_sessions',
        columns: [...entityInfo(), text('accountId', { isNullable: true }), text('purpose', { isNullable: true })],
        indices: [{ name: 'ai_sessions_account', columnNames: ['accountId'] }],
        foreignKeys: [
          {
            name: 'ai_sessions_account_fk',
            columnNames: ['accountId'],
            referencedTableName: 'accounts',
            referencedColumnNames: ['id'],
          },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['ai_sessions', 'accounts', 'users']) await runner.dropTable(table);
  }
}
