import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { columnsFor } from './columns.js';

/** Adds the column dateLastUsed of sign_ins. */
export class SignInLastUsed1795652235905 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { text } = columnsFor(runner);
    await runner.addColumn('sign_ins', new TableColumn(text('dateLastUsed', { isNullable: true })));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('sign_ins', 'dateLastUsed');
  }
}
