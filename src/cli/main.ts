import { DomainError, StartError } from '../common/errors.js';
import { adminCommand } from './admin.command.js';

// The reader of a pipe may close it early: `npm run admin -- key list | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await adminCommand().parseAsync();
} catch (error) {
  const hasPlainMessage = error instanceof DomainError || error instanceof StartError;
  process.stderr.write(`${hasPlainMessage ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
