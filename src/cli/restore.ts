// `npm run restore -- FILE`: puts a backup in the place of the SQLite database. Stop the service first.
import { loadEnv } from '../config/env.js';
import { databaseFile } from '../database/backup/database-file.js';
import { restoreDatabase } from '../database/backup/restore-database.js';
import { fileArgument } from './file-argument.js';
import { runCommand } from './migration-command.js';

await runCommand(() => {
  const backup = fileArgument('restore');
  const file = databaseFile(loadEnv(), 'restore', backup);
  const { previous, pending } = restoreDatabase(file, backup);
  console.log(`${backup} was restored to ${file}.`);
  if (previous !== undefined) console.log(`The database that was there is ${previous}.`);
  if (pending > 0) console.log(`It is of an earlier version: ${pending} migrations are still to be run.`);
  return Promise.resolve();
});
