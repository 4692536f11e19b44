import type { Table } from 'typeorm';
import type { Difference } from '../schema-differences.js';
import { columnsSource, columnSource, foreignKeySource, indexSource, literal } from './part-source.js';

/** Statements of `up` and `down`. */
interface Step {
  readonly up: string;
  readonly down: string;
}

/** The helpers of columns.ts, and the classes of TypeORM, that a source may use. */
const HELPERS = ['text', 'integer', 'entityInfo'];
const CLASSES = ['Table', 'TableColumn', 'TableForeignKey', 'TableIndex', 'TableUnique'];

/**
 * Writes the TypeScript source of a migration, not yet formatted.
 *
 * @param differences What the entities have and the migrations lack, a table before those that refer to it.
 */
export function migrationSource(className: string, differences: readonly Difference[]): string {
  const steps = stepsFor(differences);
  const up = steps.map((step) => step.up).join('\n');
  const down = steps
    .map((step) => step.down)
    .toReversed()
    .join('\n');
  const uses = (word: string): boolean => new RegExp(`\\b${word}\\(`).test(up);
  const helpers = HELPERS.filter(uses);
  const imports = ['type MigrationInterface', 'type QueryRunner', ...CLASSES.filter(uses)];
  return `import { ${imports.join(', ')} } from 'typeorm';
${helpers.length > 0 ? `import { columnsFor } from './columns.js';\n` : ''}
${comment(differences)}
export class ${className} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    ${helpers.length > 0 ? `const { ${helpers.join(', ')} } = columnsFor(runner);` : ''}
    ${up}
  }

  async down(runner: QueryRunner): Promise<void> {
    ${down}
  }
}
`;
}

function comment(differences: readonly Difference[]): string {
  const sentence = `Adds ${differences.map(summary).join(', ')}.`;
  return sentence.length < 110 ? `/** ${sentence} */` : `/**\n * ${sentence.replaceAll(', ', ',\n * ')}\n */`;
}

const summary = ({ kind, name, table }: Difference): string =>
  kind === 'table' ? `the table ${name}` : `the ${kind} ${name} of ${table.name}`;

/** First what is referred to: tables, columns, and then the constraints and indexes on them. */
const stepsFor = (differences: readonly Difference[]): Step[] => [
  ...differences.filter(({ kind }) => kind === 'table').map(({ table }) => createTable(table)),
  ...[...new Set(differences.filter(({ kind }) => kind === 'column').map(({ table }) => table))].map((table) =>
    addColumns(
      table,
      differences.filter((one) => one.table === table && one.kind === 'column').map(({ name }) => name),
    ),
  ),
  ...differences.flatMap(({ kind, name, table }) => addConstraint(kind, name, table)),
];

function createTable(table: Table): Step {
  const name = JSON.stringify(table.name);
  const list = (key: string, items: readonly string[]) => (items.length > 0 ? [`${key}: [${items.join(', ')}]`] : []);
  const members = [
    `name: ${name}`,
    ...list('columns', columnsSource(table)),
    ...list(
      'uniques',
      table.uniques.map(({ name: unique, columnNames }) => literal({ name: unique, columnNames })),
    ),
    ...list('indices', table.indices.map(indexSource)),
    ...list('foreignKeys', table.foreignKeys.map(foreignKeySource)),
  ];
  return {
    up: `await runner.createTable(new Table({ ${members.join(', ')} }));`,
    down: `await runner.dropTable(${name});`,
  };
}

function addColumns(table: Table, names: readonly string[]): Step {
  const name = JSON.stringify(table.name);
  const columns = table.columns
    .filter((column) => names.includes(column.name))
    .map((column) => `new TableColumn(${columnSource(column)})`);
  return columns.length === 1
    ? {
        up: `await runner.addColumn(${name}, ${columns.join()});`,
        down: `await runner.dropColumn(${name}, ${names.map((column) => JSON.stringify(column)).join()});`,
      }
    : {
        up: `await runner.addColumns(${name}, [${columns.join(', ')}]);`,
        down: `await runner.dropColumns(${name}, [${names.map((column) => JSON.stringify(column)).join(', ')}]);`,
      };
}

function addConstraint(kind: Difference['kind'], name: string, table: Table): Step[] {
  const isNamed = (part: { name?: string }): boolean => part.name === name;
  const step = (create: string, drop: string, options: readonly string[]): Step[] =>
    options.map((option) => ({
      up: `await runner.${create}(${JSON.stringify(table.name)}, ${option});`,
      down: `await runner.${drop}(${JSON.stringify(table.name)}, ${JSON.stringify(name)});`,
    }));
  switch (kind) {
    case 'unique constraint':
      return step(
        'createUniqueConstraint',
        'dropUniqueConstraint',
        table.uniques.filter(isNamed).map(({ columnNames }) => `new TableUnique(${literal({ name, columnNames })})`),
      );
    case 'index':
      return step(
        'createIndex',
        'dropIndex',
        table.indices.filter(isNamed).map((index) => `new TableIndex(${indexSource(index)})`),
      );
    case 'foreign key':
      return step(
        'createForeignKey',
        'dropForeignKey',
        table.foreignKeys.filter(isNamed).map((key) => `new TableForeignKey(${foreignKeySource(key)})`),
      );
    default:
      return [];
  }
}
