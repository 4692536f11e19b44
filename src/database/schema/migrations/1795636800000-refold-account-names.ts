import type { MigrationInterface, QueryRunner } from 'typeorm';
import { StartError } from '../../../common/errors.js';
import { foldName } from '../../../common/fold-name.js';
import { idsOfSameNames, setFoldedName } from './folded-names.js';

interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly foldedName: string;
}

/**
 * Account names that look the same are the same name: folds those that are stored again. Where two accounts would then
 * have one name, it changes nothing and says which.
 */
export class RefoldAccountNames1795636800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await refold(runner, foldName);
  }

  async down(runner: QueryRunner): Promise<void> {
    await refold(runner, (name) => name.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC'));
  }
}

/** @throws StartError with one line if two names fold to the same text, or one to nothing. */
async function refold(runner: QueryRunner, fold: (name: string) => string): Promise<void> {
  const rows = (await runner.query('SELECT id, name, "foldedName" FROM accounts ORDER BY id')) as NamedRow[];
  const refolded = rows.map(({ id, name, foldedName }) => ({ id, before: foldedName, after: fold(name) }));
  const nameless = refolded.filter(({ after }) => after === '').map(({ id }) => id);
  if (nameless.length > 0) throw refusal(`The names of the accounts ${nameless.join(', ')} show nothing`);
  const shared = idsOfSameNames(refolded.map(({ id, after }) => ({ id, foldedName: after })));
  if (shared.length > 0) {
    const groups = shared.map((ids) => ids.join(', '));
    throw refusal(
      `Accounts have the same name but for case, white space or invisible characters: ${groups.join('; ')}`,
    );
  }
  const changed = refolded.filter(({ before, after }) => before !== after);
  // First a text that no other row has: the new text of one row may be the old one of another.
  for (const { id } of changed) await setFoldedName(runner, 'accounts', id, `\u0001${id}`);
  for (const { id, after } of changed) await setFoldedName(runner, 'accounts', id, after);
}

const refusal = (problem: string): StartError =>
  new StartError(`${problem}. Rename or delete them with the previous version of this program, then start this one.`);
