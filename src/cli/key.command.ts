import { Command, InvalidArgumentError } from 'commander';
import { NotFoundError } from '../common/errors.js';
import { redactKey } from '../auth/credentials/secret-token.js';
import { table } from './table.js';
import { ADMIN_COMMAND, type Services, withServices } from './with-services.js';

interface CreateOptions {
  readonly name: string;
  readonly expires?: string;
}

/** `key ...`: the keys by which programs call in the name of users. */
export function keyCommand(): Command {
  const command = new Command('key').description('manages API keys');

  command
    .command('create <userName>')
    .description('makes a key that calls in the name of a user, and prints it: it is not shown again')
    .option('--name <name>', 'what the key is for', '')
    .option('--expires <when>', 'when it expires: a date (2027-01-31), or days from now (90d)', expiry)
    .action((userName: string, { name, expires }: CreateOptions) =>
      withServices(async (services) => {
        const user = await existing(services, userName);
        const { key } = await services.keys.create(user, name, ADMIN_COMMAND, expires ?? null);
        process.stdout.write(`${key}\n`);
      }),
    );

  command
    .command('list [userName]')
    .description('lists all keys, or one user’s: never the keys themselves')
    .action((userName: string | undefined) =>
      withServices(async (services) => {
        const owner = userName === undefined ? undefined : await existing(services, userName);
        const names = new Map((await services.admin.list()).map((user) => [user.id, user.userName]));
        const rows = (await services.keys.list(owner?.id)).map((key) => [
          key.prefix,
          names.get(key.userId) ?? '',
          key.name,
          key.dateCreated,
          key.dateExpires ?? '',
          key.dateLastUsed ?? '',
        ]);
        process.stdout.write(table(['KEY', 'USER', 'NAME', 'CREATED', 'EXPIRES', 'LAST USED'], rows));
      }),
    );

  command
    .command('revoke <key>')
    .description('takes back the key that lists show by this beginning')
    .action((named: string) =>
      withServices(async ({ keys }) => {
        const key = await keys.revoke(named, ADMIN_COMMAND);
        if (!key) throw new NotFoundError(noKey(named));
        process.stdout.write(`Key ${key.prefix} was revoked.\n`);
      }),
    );
  return command;
}

const noKey = (named: string): string =>
  redactKey(named) === named
    ? `There is no key '${named}', or more than one: see key list.`
    : `A key is named by its beginning alone, '${redactKey(named)}': a whole one does not belong into a command.`;

async function existing({ users }: Services, userName: string) {
  const user = await users.find(userName);
  if (!user) throw new NotFoundError(`There is no user '${redactKey(userName)}'.`);
  return user;
}

/** @throws InvalidArgumentError where it is neither days nor a date to come. */
function expiry(text: string): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  const isDate = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text);
  const time = days === undefined ? (isDate ? Date.parse(text) : NaN) : Date.now() + Number(days) * 86_400_000;
  if (time > Date.now()) return new Date(time).toISOString();
  throw new InvalidArgumentError('It may be a date to come, such as 2027-01-31, or days, such as 90d.');
}
