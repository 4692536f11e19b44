// `npm run migration:copy -- FROM TO`: everything of one database into another. Stop the service first: what it writes
// meanwhile may be left behind.
import { existsSync } from 'node:fs';
import config from '../../ormconfig.js';
import { StartError } from '../common/errors.js';
import { readEnv } from '../config/env.js';
import { copyDatabase } from '../database/schema/copy-database.js';
import { ServiceDataSource } from '../database/schema/data-source.js';
import { dataSourceOptions, withoutTimeouts } from '../database/schema/data-source-options.js';

const open = (url: string): Promise<ServiceDataSource> => {
  const options = withoutTimeouts(dataSourceOptions(readEnv({ ...process.env, DATABASE_URL: url })));
  return new ServiceDataSource({
    ...options,
    entities: config.options.entities,
  }).initialize();
};

try {
  const [from, to, ...more] = process.argv.slice(2);
  if (from === undefined || to === undefined || more.length > 0) {
    throw new StartError('Usage: npm run migration:copy -- sqlite:PATH postgres://USER:PASSWORD@HOST:PORT/DATABASE');
  }
  if (from.startsWith('sqlite:') && !existsSync(from.slice('sqlite:'.length))) {
    throw new StartError('There is no database to copy from.');
  }
  const [source, target] = [await open(from), await open(to)];
  await copyDatabase(source, target, (line) => console.log(line));
  await Promise.all([source.destroy(), target.destroy()]);
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}
