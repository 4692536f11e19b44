// `npm run backup -- FILE`: copies the SQLite database, also while the service runs.
import { StartError } from '../common/errors.js';
import { loadEnv } from '../config/env.js';
import { backUpDatabase } from '../database/backup/back-up-database.js';
import { databaseFile } from '../database/backup/database-file.js';
import { runCommand } from './migration-command.js';

await runCommand(async () => {
  const [target, ...more] = process.argv.slice(2);
  if (target === undefined || more.length > 0) throw new StartError('Usage: npm run backup -- FILE');
  const file = databaseFile(loadEnv(), 'backup', target);
  await backUpDatabase(file, target);
  console.log(`The backup of ${file} is ${target}. It was checked.`);
});
