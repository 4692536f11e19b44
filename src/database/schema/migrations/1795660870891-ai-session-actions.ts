import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from './columns.js';

/** Adds the actions of AI sessions, and what a session has because of them. */
export class AISessionActions1795660870891 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { text, integer } = columnsFor(runner);
    await runner.createTable(
      new Table({
        name: 'ai_session_actions',
        columns: [
          text('id', { isPrimary: true }),
          text('sessionId'),
          integer('position'),
          text('date'),
          text('stagedBy'),
          text('functionName'),
          text('arguments', { isNullable: true }),
          text('description', { isNullable: true }),
          text('status'),
          text('error', { isNullable: true }),
        ],
        indices: [
          { name: 'ai_session_actions_status', columnNames: ['sessionId', 'status', 'position'] },
          { name: 'ai_session_actions_position', columnNames: ['sessionId', 'position'], isUnique: true },
        ],
        foreignKeys: [
          {
            name: 'ai_session_actions_session_fk',
            columnNames: ['sessionId'],
            referencedTableName: 'ai_sessions',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'ai_session_changesets',
        columns: [
          text('sessionId', { isPrimary: true }),
          integer('lastPosition'),
          integer('openCount'),
          integer('keptCount'),
          text('log', { isNullable: true }),
          text('leaseId', { isNullable: true }),
          text('leaseUntil', { isNullable: true }),
          integer('applyThrough', { isNullable: true }),
          text('applyKey', { isNullable: true }),
          text('applyFingerprint', { isNullable: true }),
        ],
        foreignKeys: [
          {
            name: 'ai_session_changesets_session_fk',
            columnNames: ['sessionId'],
            referencedTableName: 'ai_sessions',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('ai_session_changesets');
    await runner.dropTable('ai_session_actions');
  }
}
