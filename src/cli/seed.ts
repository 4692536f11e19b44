import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { v7 } from 'uuid';
import { Account } from '../accounts/account.entity.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { foldName } from '../common/fold-name.js';
import { AIModule } from '../ai/ai.module.js';
import { AISession } from '../ai/ai-session.entity.js';
import { AIUsageRecord } from '../ai/usage/ai-usage-record.entity.js';
import { AIUsageModule } from '../ai/usage/ai-usage.module.js';
import { NewAISession } from '../ai/dto/new-ai-session.dto.js';
import { NewAccount } from '../accounts/dto/account-requests.dto.js';
import { entities } from '../bootstrap/entities.js';
import { type ContractClass, contractOf } from '../common/contract/data-contract.js';
import type { EntityInfo } from '../common/entity-info.js';
import { ConfigModule } from '../config/config.module.js';
import { loadEnv } from '../config/env.js';
import { Database } from '../database/engine/database.js';
import { DatabaseModule } from '../database/database.module.js';
import { entityColumns } from '../database/resources/entity-columns.js';
import { storedMembers } from '../database/resources/stored-members.js';
import { prepareDatabase } from '../database/schema/prepare-database.js';
import { quoteColumns, Statement } from '../database/engine/statement.js';

const SEED_BATCH_SIZE = 5_000;
const YEAR_MS = 365 * 24 * 3_600_000;
const CUSTOMERS_PER_ACCOUNT = 20;
const MAX_RECORD_SECONDS = 600;

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '1000000' },
    accounts: { type: 'string', default: '1000' },
    usage: { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
});
const [sessions, accounts, usage] = [Number(values.sessions), Number(values.accounts), Number(values.usage)];
const areCounts = [sessions, accounts, usage].every((count) => Number.isInteger(count) && count >= 0);

if (values.help || !areCounts || accounts < 1) {
  process.stdout.write(
    'Fills the database with accounts, sessions and usage records, for benchmarks and experiments.\n\n' +
      'npm run seed -- [--sessions 1000000] [--accounts 1000] [--usage 0]\n',
  );
} else {
  await seed();
}

/** Adds accounts, and sessions and usage records that are spread evenly over the accounts and over the last year. */
async function seed(): Promise<void> {
  const env = loadEnv();
  await prepareDatabase(env, entities);
  const app = await NestFactory.createApplicationContext(
    {
      module: class Seed {},
      imports: [ConfigModule.with(env), DatabaseModule, AccountsModule, AIModule, AIUsageModule],
    },
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
    const members = storedMembers(NewAccount, { ...sampleOf(NewAccount, index), name, parentAccountId: null });
    return { ...entity(start), ...members, foldedName: foldName(name), version: 1 } satisfies Account;
  });
  await fill(database, 'accounts', Account, owners.length, (index) => owners[index] as Account);
  /** The last session of each account, by the account's index. */
  const lastSessions: string[] = [];
  await fill(database, 'ai_sessions', AISession, sessions, (index) => {
    const accountId = owners[index % accounts]?.id;
    const members = storedMembers(NewAISession, { ...sampleOf(NewAISession, index), accountId });
    const session = { ...entity(start + Math.floor((index / sessions) * YEAR_MS)), ...members, version: 1 };
    lastSessions[index % accounts] = session.id;
    return session;
  });
  await fill(database, 'ai_usage_records', AIUsageRecord, usage, (index) => {
    const members = entity(start + Math.floor((index / usage) * YEAR_MS));
    return {
      ...members,
      accountId: owners[index % accounts]?.id ?? '',
      customerId: `customer-${Math.floor(index / accounts) % CUSTOMERS_PER_ACCOUNT}`,
      sessionId: lastSessions[index % accounts] ?? null,
      startDate: members.dateCreated,
      seconds: (index * 7) % MAX_RECORD_SECONDS,
    };
  });
  await app.close();
}

/** A request with a value in each member: `Seeded purpose 7`. */
function sampleOf<Request extends object>(type: ContractClass<Request>, index: number): Request {
  const members = contractOf(type).members.map(({ name, type: memberType }) => {
    if (memberType === 'string') return [name, `Seeded ${name} ${index}`];
    return [name, memberType === 'int' ? index : memberType === 'bool' ? index % 2 === 0 : null];
  });
  return Object.fromEntries(members) as Request;
}

/** Inserts rows in batches and prints the progress. */
async function fill<Entity extends EntityInfo>(
  database: Database,
  table: string,
  entity: new () => Entity,
  count: number,
  row: (index: number) => Entity,
): Promise<void> {
  const columns = entityColumns(entity);
  const names = quoteColumns(columns);
  const startTime = performance.now();
  for (let inserted = 0; inserted < count;) {
    const rows = Array.from({ length: Math.min(SEED_BATCH_SIZE, count - inserted) }, (_, index) =>
      row(inserted + index),
    );
    await database.write(async (manager) => {
      const insert = new Statement(database.dialect);
      insert.text = `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${insert.rows(rows, columns)}`;
      await manager.query(...insert.toQuery());
    });
    inserted += rows.length;
    const rate = Math.round((inserted / (performance.now() - startTime)) * 1000);
    process.stdout.write(`\r${table}: ${inserted} of ${count}, ${rate} rows/s`);
  }
  process.stdout.write('\n');
}
