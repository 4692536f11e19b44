// `npm run migration:copy -- FROM TO`: copies one database to another. Stop the service first: rows that it writes
// during the copy may be missed.
import { existsSync } from 'node:fs';
import { entities } from '../bootstrap/entities.js';
import { StartError } from '../common/errors.js';
import { readEnv } from '../config/env.js';
import { copyDatabase } from '../database/schema/copy-database.js';
import type { ServiceDataSource } from '../database/schema/data-source.js';
import { openForMigration } from '../database/schema/prepare-database.js';
import { runCommand } from './migration-command.js';

const open = (url: string): Promise<ServiceDataSource> =>
  openForMigration(readEnv({ ...process.env, DATABASE_URL: url, DATABASE_URL_FILE: undefined }), entities);

await runCommand(async () => {
  const [from, to, ...more] = process.argv.slice(2);
  if (from === undefined || to === undefined || more.length > 0) {
    throw new StartError('Usage: npm run migration:copy -- sqlite:PATH postgres://USER:PASSWORD@HOST:PORT/DATABASE');
  }
  if (from.startsWith('sqlite:') && !existsSync(from.slice('sqlite:'.length))) {
    throw new StartError('The database to copy from does not exist.');
  }
  const [source, target] = [await open(from), await open(to)];
  await copyDatabase(source, target, (line) => console.log(line));
  await Promise.all([source.destroy(), target.destroy()]);
});
