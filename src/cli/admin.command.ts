import { Command } from 'commander';
import { keyCommand } from './key.command.js';
import { sessionsCommand } from './sessions.command.js';
import { signInsCommand } from './sign-ins.command.js';
import { userCommand } from './user.command.js';

/** The command line for users, API keys, sign-ins and old sessions. */
export const adminCommand = (): Command =>
  new Command('npm run admin --')
    .description(
      'Manages the users, API keys and sign-ins of voice-api, and deletes old AI sessions. The service may be running: changes take effect within 5 seconds.\n' +
        'Uses the same settings as the service: DATABASE_URL, from the environment or .env.',
    )
    .addCommand(userCommand())
    .addCommand(keyCommand())
    .addCommand(signInsCommand())
    .addCommand(sessionsCommand())
    .showHelpAfterError();
