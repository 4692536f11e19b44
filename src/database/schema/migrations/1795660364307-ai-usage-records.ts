import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from './columns.js';

/** Adds the table of usage records, with the index that their sums are read from. */
export class AIUsageRecords1795660364307 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { text, integer, entityInfo } = columnsFor(runner);
    await runner.createTable(
      new Table({
        name: 'ai_usage_records',
        columns: [
          ...entityInfo(),
          text('accountId'),
          text('customerId', { isNullable: true }),
          text('sessionId', { isNullable: true }),
          text('startDate'),
          integer('seconds'),
        ],
        indices: [
          { name: 'ai_usage_records_account', columnNames: ['accountId', 'startDate', 'customerId', 'seconds'] },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('ai_usage_records');
  }
}
