import type { Codec } from '../content/codecs/codec.js';
import { type Markup, markup } from './markup.js';
import type { ApiDocument } from '../docs/openapi-types.js';
import type { XmlSchema } from './xsd/xml-schemas.js';
import type { DocumentedOperation } from './documented-operations.js';
import { DTO_LANGUAGES } from './dto-text.js';
import { page } from './page.js';
import { inlineText, link } from './text.js';

/** What the page that lists the operations depends on. */
export interface OperationsPageInput {
  readonly document: ApiDocument;
  readonly operations: readonly DocumentedOperation[];
  /** The formats to whose pages it links. */
  readonly formats: readonly Codec[];
  readonly schemas: readonly XmlSchema[];
  /** The relative address of the service's root: see `PageFrame`. */
  readonly root: string;
}

/** The page that lists all operations, types and schemas. With one format it links to the pages of that format only. */
export function operationsPage(input: OperationsPageInput): string {
  const { document, formats, root } = input;
  const [format] = formats;
  const title = formats.length === 1 && format ? `Operations in ${format.name.toUpperCase()}` : 'Operations';
  return page(
    { title: `${title} - ${document.info.title}`, root },
    markup`<h1>${title}</h1>
<p class="lead">Every operation of ${document.info.title} ${document.info.version}, with its members, data types, samples and errors.</p>
${formats.length === 1 && markup`<p>${link(`${root}metadata`, 'All formats')}</p>\n`}${operationGroups(input)}<h2>Data types for clients</h2>
<p>${joined(DTO_LANGUAGES.map(({ path, label }) => link(`${root}types/${path}`, label)))}</p>
<h2>XML schemas</h2>
<ul>
${input.schemas.map(
  ({ namespace }, index) =>
    markup`<li>${link(`${root}xsd/${index}`, `/xsd/${index}`)} <code>${namespace}</code></li>\n`,
)}</ul>
<h2>For programs</h2>
<p>${joined(['openapi.json', 'openapi.yaml', 'openapi-json-only.json'].map((name) => link(root + name, name)))}</p>
`,
  );
}

const joined = (parts: readonly Markup[]): Markup => markup`${parts.map((part, index) => [index > 0 && ' · ', part])}`;

function operationGroups({ document, operations, formats, root }: OperationsPageInput): Markup {
  const groups = (document.tags ?? []).map(({ name, description = '' }) => {
    const inGroup = operations.filter(({ main }) => main.operation.tags?.includes(name));
    return (
      inGroup.length > 0 &&
      markup`<h2>${name}</h2>
<p>${inlineText(description)}</p>
<ul class="operations">
${inGroup.map((operation) => operationItem(operation, formats, root))}</ul>
`
    );
  });
  return markup`${groups}`;
}

function operationItem(
  { contract: { name }, main, routes }: DocumentedOperation,
  formats: readonly Codec[],
  root: string,
): Markup {
  const address = (format: string): string => `${root}${format}/metadata?op=${name}`;
  const others =
    formats.length > 1
      ? [' ', formats.map(({ name: format }) => [' ', link(address(format), formatLabel(name, format))])]
      : [];
  return markup`<li>
<div>${link(address(formats[0]?.name ?? ''), name)}${others}</div>
<div>${inlineText(main.operation.summary ?? '')}</div>
<div>${routes.map(({ method, path }) => markup`<code>${method} ${path}</code> `)}</div>
</li>
`;
}

/** The name of a format, with the operation for those who hear links out of context. */
const formatLabel = (operation: string, format: string): Markup =>
  markup`${format.toUpperCase()}<span class="hidden"> of ${operation}</span>`;
