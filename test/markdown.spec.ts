import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const files = [
  '.',
  'docs',
  'docs/adr',
  'docs/operations',
  'packaging',
  'examples/call-summaries',
  'examples/actions-executor',
]
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((file) => file.endsWith('.md'));

describe.each(files)('%s', (file) => {
  it('links only to files and headings that exist', () => {
    expect(linksOf(file).filter((link) => !exists(link, file))).toEqual([]);
  });
});

/** The links within the repository: `configuration.md#http`. */
const linksOf = (file: string): string[] =>
  [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !link.includes('://'));

function exists(link: string, from: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  return existsSync(target) && (heading === undefined || headingsOf(target).includes(heading));
}

/** The names that GitHub gives to the headings of a page. */
const headingsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );

const textOf = (file: string): string => readFileSync(file, 'utf8').replace(/```[^]*?```/g, '');
