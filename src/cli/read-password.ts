import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { ValidationError } from '../common/errors.js';

/**
 * Reads a password. Prompts for it twice on a terminal, without echo; otherwise reads the first line of stdin. It is not
 * an argument, because every user of the machine can see arguments, and the shell stores them in its history.
 *
 * @throws ValidationError if the two differ or the prompt is cancelled.
 */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? '';
  const password = await prompt('Password: ');
  if (password === (await prompt('Again: '))) return password;
  throw ValidationError.of('NotEqual', 'Password', 'The passwords do not match. Nothing was changed.');
}

async function prompt(label: string): Promise<string> {
  process.stderr.write(label);
  const discarded = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: discarded, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      const cancel = (): void => reject(ValidationError.of('Cancelled', 'Password', 'Cancelled. Nothing was changed.'));
      terminal.once('line', resolve).once('SIGINT', cancel).once('close', cancel);
    });
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
