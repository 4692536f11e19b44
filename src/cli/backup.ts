// `npm run backup -- FILE`: copies the SQLite database, also while the service runs.
import { loadEnv } from '../config/env.js';
import { backUpDatabase } from '../database/backup/back-up-database.js';
import { databaseFile } from '../database/backup/database-file.js';
import { fileArgument } from './file-argument.js';
import { runCommand } from './migration-command.js';

await runCommand(async () => {
  const target = fileArgument('backup');
  const file = databaseFile(loadEnv(), 'backup', target);
  await backUpDatabase(file, target);
  console.log(`The backup of ${file} is ${target}. It was checked.`);
});
