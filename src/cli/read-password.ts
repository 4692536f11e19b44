import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { ValidationError } from '../common/errors.js';

/**
 * A password: asked for twice on a terminal, without echo, or the first line of stdin. Never an argument, which every
 * user of the machine can read and the shell remembers.
 */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? '';
  const password = await ask('Password: ');
  if (password === (await ask('Again: '))) return password;
  throw ValidationError.of('NotEqual', 'Password', 'The two are not the same. Nothing was changed.');
}

async function ask(label: string): Promise<string> {
  process.stderr.write(label);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
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
