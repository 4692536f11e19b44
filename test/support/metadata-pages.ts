import { codecs } from '../../src/content/codecs/codecs.js';
import { DTO_LANGUAGES } from '../../src/metadata/dto-text.js';
import { documentedOperations } from '../../src/metadata/documented-operations.js';
import { operationPage } from '../../src/metadata/operation-page.js';
import { operationsPage } from '../../src/metadata/operations-page.js';
import type { ApiDocument } from '../../src/docs/openapi-types.js';
import { serviceSchemas } from '../../src/metadata/xsd/service-schemas.js';
import { document } from './open-api.js';

/** The committed OpenAPI document, which has the texts that only a build can read from the sources. */
export const apiDocument = document as unknown as ApiDocument;

/** All metadata pages of a document, by their addresses. */
export function metadataPages(of: ApiDocument): Map<string, string> {
  const operations = documentedOperations(of);
  const [language] = DTO_LANGUAGES;
  if (!language) throw new Error('There is no language.');
  const frame = { document: of, root: '../', origin: 'http://127.0.0.1:3000' };
  return new Map([
    ['/metadata', operationsPage({ ...frame, operations, formats: codecs, schemas: serviceSchemas() })],
    ...codecs.flatMap((format) =>
      operations.map((operation) => {
        const address = `/${format.name}/metadata?op=${operation.contract.name}`;
        return [address, operationPage({ ...frame, operation, format, language })] as const;
      }),
    ),
  ]);
}

/** A copy of a value in which every text at one of these names is replaced. */
export function withTexts<T>(value: T, names: ReadonlySet<string>, replace: (text: string) => string): T {
  const visit = (part: unknown, name: string): unknown => {
    if (typeof part === 'string') return names.has(name) ? replace(part) : part;
    if (Array.isArray(part)) return part.map((item) => visit(item, name));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, visit(item, key)]));
  };
  return visit(value, '') as T;
}

/** The text of a page's source blocks, by their labels. */
export function sourceBlocks(html: string): Map<string, string> {
  const blocks = html.matchAll(/<pre role="region" aria-label="([^"]*)" tabindex="0"><code>([^]*?)<\/code><\/pre>/g);
  return new Map([...blocks].map(([, label = '', text = '']) => [unescapeHtml(label), unescapeHtml(text)]));
}

const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export const unescapeHtml = (html: string): string =>
  html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => CHARACTERS[name] ?? '');
