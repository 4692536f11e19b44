import { Command } from 'commander';
import { keyCommand } from './key.command.js';
import { userCommand } from './user.command.js';

/** The command by which an operator manages people and keys. */
export const adminCommand = (): Command =>
  new Command('npm run admin --')
    .description(
      'Manages the users and API keys of voice-api, also while the service runs: changes hold within 5 seconds.\n' +
        'It reads the same settings as the service: DATABASE_URL, from the environment or .env.',
    )
    .addCommand(userCommand())
    .addCommand(keyCommand())
    .showHelpAfterError();
