import { Command } from 'commander';
import { Role } from '../auth/principal.js';
import { readPassword } from './read-password.js';
import { table } from './table.js';
import { ADMIN_COMMAND, withServices } from './with-services.js';

interface AddOptions {
  readonly role: string[];
  readonly account: string[];
  readonly displayName?: string;
  readonly email?: string;
}

/** `user ...`: who may sign in, and what they may. */
export function userCommand(): Command {
  const command = new Command('user').description('manages users');

  command
    .command('add <userName>')
    .description('adds a user; the password is asked for, or read from stdin')
    .option('--role <role>', `a role, such as ${Role.SystemAdministrator}; may be said again`, several, [])
    .option('--account <id>', 'an account the user may see; may be said again', several, [])
    .option('--display-name <name>', 'the name that people know them by')
    .option('--email <address>', 'where to write to them')
    .action(async (userName: string, { role, account, displayName, email }: AddOptions) => {
      const password = await readPassword();
      await withServices(async ({ admin }) => {
        const details = { accountIds: account, displayName, emailAddress: email };
        await admin.add(userName, password, role, details, ADMIN_COMMAND);
      });
      say(`User '${userName}' was added.`, role);
    });

  command
    .command('list')
    .description('lists all users')
    .action(() =>
      withServices(async ({ admin }) => {
        const rows = (await admin.list()).map(({ userName, roles, accountIds, dateCreated, dateDisabled }) => [
          userName,
          roles.join(','),
          (accountIds ?? []).join(','),
          dateCreated,
          dateDisabled ?? '',
        ]);
        process.stdout.write(table(['USER', 'ROLES', 'ACCOUNTS', 'CREATED', 'DISABLED'], rows));
      }),
    );

  command
    .command('set-password <userName>')
    .description('gives a new password, asked for or read from stdin, and ends what was signed in with the old one')
    .action(async (userName: string) => {
      const password = await readPassword();
      await withServices(({ admin }) => admin.setPassword(userName, password, ADMIN_COMMAND));
      say(`User '${userName}' has a new password.`);
    });

  for (const verb of ['grant', 'revoke'] as const) {
    command
      .command(`${verb} <userName> [roles...]`)
      .description(verb === 'grant' ? 'gives roles, and accounts to see' : 'takes roles, and accounts to see')
      .option('--account <id>', 'an account; may be said again', several, [])
      .action(async (userName: string, roles: string[], { account }: AddOptions, self: Command) => {
        if (roles.length + account.length === 0) self.error(`error: nothing to ${verb}: name roles, or --account`);
        await withServices(({ admin }) => admin[verb](userName, roles, account, ADMIN_COMMAND));
        say(`User '${userName}' was changed.`, verb === 'grant' ? roles : []);
      });
  }

  const simple = {
    disable: 'keeps a user out, by password, cookie and key, until enabled again',
    enable: 'lets a disabled user in again, with the same password and keys',
    remove: 'removes a user with all keys; what they made stays',
  } as const;
  for (const [verb, description] of Object.entries(simple) as [keyof typeof simple, string][]) {
    command
      .command(`${verb} <userName>`)
      .description(description)
      .action(async (userName: string) => {
        await withServices(({ admin }) => admin[verb](userName, ADMIN_COMMAND));
        say(`User '${userName}' was ${verb}d.`);
      });
  }
  return command;
}

const several = (value: string, values: string[]): string[] => [...values, value];

function say(what: string, roles: readonly string[] = []): void {
  process.stdout.write(`${what}\n`);
  const unknown = roles.filter((role) => !Object.values<string>(Role).includes(role));
  if (unknown.length > 0) process.stdout.write(`Nothing in this service asks for ${unknown.join(' or ')}.\n`);
}
