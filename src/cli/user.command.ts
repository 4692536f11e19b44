import { Command } from 'commander';
import { Role } from '../auth/principal.js';
import { renameUser } from './rename-user.js';
import { readPassword } from './read-password.js';
import { table } from './table.js';
import { ADMIN_COMMAND, withServices } from './with-services.js';

interface AddOptions {
  readonly role: string[];
  readonly account: string[];
  readonly displayName?: string;
  readonly email?: string;
}

/** `user ...`: users, their passwords, roles and accounts. */
export function userCommand(): Command {
  const command = new Command('user').description('manages users');

  command
    .command('add <userName>')
    .description('adds a user; prompts for the password, or reads it from stdin')
    .option('--role <role>', `a role, such as ${Role.SystemAdministrator}; may be repeated`, collect, [])
    .option('--account <id>', 'an account that the user may see; may be repeated', collect, [])
    .option('--display-name <name>', 'the name to display')
    .option('--email <address>', 'the email address')
    .action(async (userName: string, { role, account, displayName, email }: AddOptions) => {
      const password = await readPassword();
      await withServices(async ({ admin }) => {
        const details = { accountIds: account, displayName, emailAddress: email };
        await admin.add(userName, password, role, details, ADMIN_COMMAND);
      });
      report(`User '${userName}' was added.`, role);
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
    .description('sets a new password, prompted for or read from stdin, and ends the user’s sign-in sessions')
    .action(async (userName: string) => {
      const password = await readPassword();
      await withServices(({ admin }) => admin.setPassword(userName, password, ADMIN_COMMAND));
      report(`User '${userName}' has a new password.`);
    });

  for (const verb of ['grant', 'revoke'] as const) {
    command
      .command(`${verb} <userName> [roles...]`)
      .description(verb === 'grant' ? 'adds roles and accounts to a user' : 'removes roles and accounts from a user')
      .option('--account <id>', 'an account; may be repeated', collect, [])
      .action(async (userName: string, roles: string[], { account }: AddOptions, self: Command) => {
        if (roles.length + account.length === 0) self.error(`error: nothing to ${verb}: name roles, or --account`);
        await withServices(({ admin }) => admin[verb](userName, roles, account, ADMIN_COMMAND));
        report(`User '${userName}' was changed.`, verb === 'grant' ? roles : []);
      });
  }

  command
    .command('rename <userName> <newName>')
    .description('gives a user, named by name or ID, another name; objects that the user created keep the old one')
    .action(async (userName: string, newName: string) => {
      await renameUser(userName, newName);
      report(`User '${userName}' is now '${newName}'.`);
    });

  const simpleCommands = {
    disable: 'disables a user: password, cookies and API keys stop working',
    enable: 'enables a disabled user, with the same password and API keys',
    remove: 'removes a user and the user’s API keys; objects that the user created remain',
  } as const;
  for (const [verb, description] of Object.entries(simpleCommands) as [keyof typeof simpleCommands, string][]) {
    command
      .command(`${verb} <userName>`)
      .description(description)
      .action(async (userName: string) => {
        await withServices(({ admin }) => admin[verb](userName, ADMIN_COMMAND));
        report(`User '${userName}' was ${verb}d.`);
      });
  }
  return command;
}

/** Collects the values of a repeated option. */
const collect = (value: string, values: string[]): string[] => [...values, value];

/** @param roles Those that the service does not use are reported too: they may be misspelt. */
function report(message: string, roles: readonly string[] = []): void {
  process.stdout.write(`${message}\n`);
  const unknown = roles.filter((role) => !Object.values<string>(Role).includes(role));
  if (unknown.length > 0) process.stdout.write(`No operation of this service requires ${unknown.join(' or ')}.\n`);
}
