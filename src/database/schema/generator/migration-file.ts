/** Where a migration is written, and its class. */
export interface MigrationName {
  readonly className: string;
  readonly fileName: string;
}

/**
 * Names a migration after what it does and when it was written.
 *
 * @param name In upper camel case, for example `AddTitle`.
 */
export function migrationName(name: string, timestampMs: number): MigrationName {
  const kebab = name.replaceAll(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase();
  return { className: `${name}${timestampMs}`, fileName: `${timestampMs}-${kebab}.ts` };
}

/** Whether it can be the name of a migration. */
export const isMigrationName = (name: string): boolean => /^[A-Z][A-Za-z0-9]*$/.test(name);

/**
 * Adds a migration to the source of migrations/index.ts, last.
 *
 * @throws Error if the source does not have its imports and its list where they are expected.
 */
export function addToIndex(index: string, { className, fileName }: MigrationName): string {
  const parts = /^((?:import .*\n)+)([^]*export const migrations = \[)([^\]]*)(\];[^]*)$/.exec(index);
  if (!parts) throw new Error('migrations/index.ts does not have imports and then `export const migrations = […];`.');
  const [, imports = '', start = '', list = '', end = ''] = parts;
  const classes = [...list.split(',').map((item) => item.trim()), className].filter((item) => item !== '');
  const path = `./${fileName.replace(/\.ts$/, '.js')}`;
  return `${imports}import { ${className} } from '${path}';\n${start}${classes.join(', ')}${end}`;
}
