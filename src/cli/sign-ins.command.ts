import { Command } from 'commander';
import { NotFoundError } from '../common/errors.js';
import { findUser } from './find-user.js';
import { table } from './table.js';
import { ADMIN_COMMAND, withServices } from './with-services.js';

/** `sign-ins ...`: the sessions of users who signed in with a password and call with a cookie. */
export function signInsCommand(): Command {
  const command = new Command('sign-ins').description('manages the sessions of signed-in users');

  command
    .command('list [userName]')
    .description('lists all sign-ins, or those of a user')
    .action((userName: string | undefined) =>
      withServices(async (services) => {
        const user = userName === undefined ? undefined : await findUser(services, userName);
        const names = new Map((await services.admin.list()).map(({ id, userName: name }) => [id, name]));
        const rows = (await services.signIns.list(user?.id)).map(
          ({ id, userId, dateCreated, dateLastUsed, dateExpires }) => [
            id,
            names.get(userId) ?? '',
            dateCreated,
            dateLastUsed ?? '',
            dateExpires,
          ],
        );
        process.stdout.write(table(['ID', 'USER', 'CREATED', 'LAST USED', 'EXPIRES'], rows));
      }),
    );

  command
    .command('end [id]')
    .description('ends the sign-in with this ID, as `sign-ins list` shows it, or all sign-ins of a user')
    .option('--user <name>', 'end all sign-ins of this user')
    .action(async (id: string | undefined, { user: userName }: { user?: string }, self: Command) => {
      if ((id === undefined) === (userName === undefined)) self.error('error: name either an ID, or --user');
      await withServices(async (services) => {
        const user = userName === undefined ? undefined : await findUser(services, userName);
        const all = await services.signIns.list(user?.id);
        const signIns = user ? all : all.filter((signIn) => signIn.id === id);
        if (!user && signIns.length === 0) throw new NotFoundError('There is no such sign-in: see sign-ins list.');
        await services.signIns.endAll(signIns, ADMIN_COMMAND);
        process.stdout.write(`${signIns.length} sign-in${signIns.length === 1 ? '' : 's'} ended.\n`);
      });
    });
  return command;
}
