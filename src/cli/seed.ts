import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { v7 } from 'uuid';
import { AccountsModule } from '../accounts/accounts.module.js';
import { foldName } from '../accounts/account-queries.js';
import { AIModule } from '../ai/ai.module.js';
import { entities } from '../bootstrap/entities.js';
import { ConfigModule } from '../config/config.module.js';
import { loadEnv } from '../config/env.js';
import { Database } from '../database/engine/database.js';
import { DatabaseModule } from '../database/database.module.js';
import { prepareDatabase } from '../database/schema/prepare-database.js';
import { quoteColumns, Statement } from '../database/engine/statement.js';

const SEED_BATCH_SIZE = 5_000;
const YEAR_MS = 365 * 24 * 3_600_000;

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '1000000' },
    accounts: { type: 'string', default: '1000' },
    help: { type: 'boolean', default: false },
  },
});
const [sessions, accounts] = [Number(values.sessions), Number(values.accounts)];

if (values.help || !Number.isInteger(sessions) || !Number.isInteger(accounts) || accounts < 1 || sessions < 0) {
  process.stdout.write(
    'Fills the database with accounts and sessions, for benchmarks and experiments.\n\n' +
      'npm run seed -- [--sessions 1000000] [--accounts 1000]\n',
  );
} else {
  await seed();
}

/** Adds accounts, and sessions that are spread evenly over the accounts and over the last year. */
async function seed(): Promise<void> {
  const env = loadEnv();
  await prepareDatabase(env, entities);
  const app = await NestFactory.createApplicationContext(
    { module: class Seed {}, imports: [ConfigModule.with(env), DatabaseModule, AccountsModule, AIModule] },
    { logger: ['error', 'warn'] },
  );
  const database = app.get(Database);
  const now = Date.now();
  const start = now - YEAR_MS;
  const entity = (date: number) => {
    const iso = new Date(date).toISOString();
    return {
      id: v7({ msecs: date }),
      dateCreated: iso,
      dateLastModified: iso,
      createdBy: 'seed',
      lastModifiedBy: 'seed',
    };
  };
  const owners = Array.from({ length: accounts }, (_, index) => {
    const name = `Seed ${now} ${index}`;
    return { ...entity(start), name, foldedName: foldName(name) };
  });
  await fill(database, 'accounts', owners.length, (index) => owners[index] as object);
  await fill(database, 'ai_sessions', sessions, (index) => ({
    ...entity(start + Math.floor((index / sessions) * YEAR_MS)),
    accountId: owners[index % accounts]?.id,
    purpose: `Seeded purpose ${index}`,
  }));
  await app.close();
}

/** Inserts rows in batches and prints the progress. */
async function fill(database: Database, table: string, count: number, row: (index: number) => object): Promise<void> {
  const startTime = performance.now();
  for (let inserted = 0; inserted < count;) {
    const rows = Array.from({ length: Math.min(SEED_BATCH_SIZE, count - inserted) }, (_, index) =>
      row(inserted + index),
    );
    const columns = Object.keys(rows[0] ?? {});
    const names = quoteColumns(columns);
    await database.write(async (manager) => {
      const insert = new Statement(database.dialect);
      insert.text = `INSERT INTO ${table} (${names}, version) SELECT ${names}, 1 FROM ${insert.rows(rows, columns)}`;
      await manager.query(...insert.toQuery());
    });
    inserted += rows.length;
    const rate = Math.round((inserted / (performance.now() - startTime)) * 1000);
    process.stdout.write(`\r${table}: ${inserted} of ${count}, ${rate} rows/s`);
  }
  process.stdout.write('\n');
}
