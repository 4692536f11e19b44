import { Command, InvalidArgumentError } from 'commander';
import { NotFoundError } from '../common/errors.js';
import { redactKey } from '../auth/credentials/secret-token.js';
import { table } from './table.js';
import { findUser } from './find-user.js';
import { ADMIN_COMMAND, withServices } from './with-services.js';

const DAY_MS = 86_400_000;

interface CreateOptions {
  readonly name: string;
  readonly expires?: string;
}

/** `key ...`: API keys. A program that sends one acts as the key's user. */
export function keyCommand(): Command {
  const command = new Command('key').description('manages API keys');

  command
    .command('create <userName>')
    .description('creates an API key for a user and prints it; it cannot be shown again')
    .option('--name <name>', 'what the key is for', '')
    .option(
      '--expires <when>',
      'when the key expires: a date (2027-01-31), or days from now (90d); never by default',
      parseExpiry,
    )
    .action((userName: string, { name, expires }: CreateOptions) =>
      withServices(async (services) => {
        const user = await findUser(services, userName);
        const { key } = await services.keys.create(user, name, ADMIN_COMMAND, expires ?? null);
        process.stdout.write(`${key}\n`);
      }),
    );

  command
    .command('list [userName]')
    .description('lists all keys, or the keys of a user; shows only their prefixes')
    .action((userName: string | undefined) =>
      withServices(async (services) => {
        const owner = userName === undefined ? undefined : await findUser(services, userName);
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
    .command('revoke <prefix>')
    .description('revokes the key with this prefix, as `key list` shows it')
    .action((prefix: string) =>
      withServices(async ({ keys }) => {
        const key = await keys.revoke({ prefix }, ADMIN_COMMAND);
        if (!key) throw new NotFoundError(keyNotFoundMessage(prefix));
        process.stdout.write(`Key ${key.prefix} was revoked.\n`);
      }),
    );
  return command;
}

const keyNotFoundMessage = (prefix: string): string =>
  redactKey(prefix) === prefix
    ? `No key, or more than one, has the prefix '${prefix}': see key list.`
    : `Use only the prefix of a key, '${redactKey(prefix)}': a whole key must not appear in a command.`;

/** @throws InvalidArgumentError if the text is neither a number of days nor a date in the future. */
function parseExpiry(text: string): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  const isDate = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text);
  const time = days === undefined ? (isDate ? Date.parse(text) : NaN) : Date.now() + Number(days) * DAY_MS;
  if (time > Date.now()) return new Date(time).toISOString();
  throw new InvalidArgumentError(
    'It must be a date in the future, such as 2027-01-31, or a number of days, such as 90d.',
  );
}
