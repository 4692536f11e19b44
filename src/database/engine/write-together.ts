import type { EntityManager } from 'typeorm';
import { type Dialect, Statement } from './statement.js';

/** Adds the values of a statement that writes to `statement`. @returns Its text. */
export type Write = (statement: Statement) => string;

/**
 * Runs writes of different rows, none of which reads what another one writes. On PostgreSQL they are one statement, and so
 * take one round trip.
 */
export async function writeTogether(
  manager: EntityManager,
  dialect: Dialect,
  ...writes: readonly [...Write[], Write]
): Promise<void> {
  if (dialect === 'sqlite') {
    for (const write of writes) {
      const statement = new Statement(dialect);
      statement.text = write(statement);
      await manager.query(...statement.toQuery());
    }
    return;
  }
  const statement = new Statement(dialect);
  const texts = writes.map((write) => write(statement));
  const others = texts.slice(0, -1).map((text, index) => `write_${index} AS (${text})`);
  statement.text = `${others.length > 0 ? `WITH ${others.join(', ')} ` : ''}${texts.at(-1)}`;
  await manager.query(...statement.toQuery());
}
