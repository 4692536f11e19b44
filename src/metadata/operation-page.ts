import { codecs } from '../content/codecs/codecs.js';
import type { Codec } from '../content/codecs/codec.js';
import { type Markup, markup } from './markup.js';
import type { ApiDocument } from '../docs/openapi-types.js';
import type { DocumentedOperation, DocumentedRoute } from './documented-operations.js';
import type { Language } from '../types/languages/language.js';
import { DTO_LANGUAGES, dtoAddress } from './dto-text.js';
import { errorList } from './error-list.js';
import { memberTables } from './member-table.js';
import { page } from './page.js';
import { requestSample, responseSample, sampleCredentials, writeCurl, writeHttp } from './samples.js';
import { inlineText, link, paragraphs, sourceText, tabs } from './text.js';

/** What a page of an operation depends on. */
export interface OperationPageInput {
  readonly document: ApiDocument;
  readonly operation: DocumentedOperation;
  /** The format of the samples. */
  readonly format: Codec;
  /** The language of the types. */
  readonly language: Pick<Language, 'path' | 'label'>;
  /** The types in that language. Without them the page only links to them. */
  readonly types?: string;
  /** The relative address of the service's root: see `PageFrame`. */
  readonly root: string;
  /** The scheme and authority of the service in samples. */
  readonly origin: string;
}

/** The page of an operation in a format: what ServiceStack shows at `/{format}/metadata?op={Operation}`. */
export function operationPage(input: OperationPageInput): string {
  const { document, operation, format, root } = input;
  const { contract, main } = operation;
  const { summary = '', description = '' } = main.operation;
  return page(
    { title: `${contract.name} - ${document.info.title}`, root },
    markup`<h1>${contract.name}</h1>
<p class="lead">${inlineText(summary)}</p>
${facts(operation)}${paragraphs(description)}<p>${link(swaggerAddress(main, root), 'Try it in Swagger UI')}</p>
<h2>Members</h2>
${memberTables(operation, format, document)}<h2 id="types">Data types for clients</h2>
${dataTypes(input)}<h2 id="samples">Samples</h2>
${formatTabs(input)}<p>To override the Content-type in your clients, use the HTTP <code>Accept</code> header, append the <code>.${format.name}</code> suffix or <code>?format=${format.name}</code>.</p>
<p>The following are sample HTTP requests and responses. Their values are examples: replace them, and <code>${sampleCredentials(main.operation).placeholder}</code>, with actual values. Bodies are indented here; the service sends JSON and XML in one line.</p>
${operation.routes.map((route) => samples(route, input))}<h2>Errors</h2>
${errorList(operation, format, document)}`,
  );
}

function facts({ contract: { name }, main, routes, takesBatches }: DocumentedOperation): Markup {
  const role = main.operation['x-required-role'];
  const rows: (readonly [Markup | string, Markup | string])[] = [
    ['Requires the role:', typeof role === 'string' ? role : 'none'],
    ...(main.operation['x-requires-password'] ? [['Requires:', 'the password of the user'] as const] : []),
    ...routes.map(({ method, path }) => [method, markup`<code>${path}</code>`] as const),
    ['By name:', markup`<code>/api/${name}</code>, <code>/{format}/reply/${name}</code>`],
    ['Batches:', takesBatches ? markup`<code>POST /api/${name}[]</code>` : 'no'],
  ];
  return markup`<div class="scroll" role="region" aria-label="Role and routes" tabindex="0">
<table class="facts">
${rows.map(([label, value]) => markup`<tr><th scope="row">${label}</th><td>${value}</td></tr>\n`)}</table>
</div>
`;
}

/** Swagger UI's deep link. */
const swaggerAddress = (
  { operation: { tags: [tag = ''] = [], operationId = '' } }: DocumentedRoute,
  root: string,
): string => `${root}docs#/${encodeURIComponent(tag)}/${operationId}`;

/** The address of this page with other choices. */
function address({ root, operation }: OperationPageInput, format: Codec, language: Pick<Language, 'path'>): string {
  const chosen = language.path === DTO_LANGUAGES[0]?.path ? '' : `&lang=${language.path}`;
  return `${root}${format.name}/metadata?op=${operation.contract.name}${chosen}`;
}

function dataTypes(input: OperationPageInput): Markup {
  const { operation, format, language, types, root } = input;
  const choices = DTO_LANGUAGES.map((each) => ({
    address: `${address(input, format, each)}#types`,
    text: each.label,
    isCurrent: each.path === language.path,
  }));
  const source = `${root}${dtoAddress(operation.contract, language)}`;
  return markup`${tabs('Language', choices)}${types !== undefined && sourceText(`Types in ${language.label}`, types)}<p>${link(source, `The types in ${language.label}`)}, as a file for ServiceStack's clients.</p>
`;
}

function formatTabs(input: OperationPageInput): Markup {
  const choices = codecs.map((each) => ({
    address: `${address(input, each, input.language)}#samples`,
    text: each.name.toUpperCase(),
    isCurrent: each.name === input.format.name,
  }));
  return tabs('Format', choices);
}

function samples(route: DocumentedRoute, { format, origin }: OperationPageInput): Markup {
  const request = requestSample(route, format, origin);
  const name = `${route.method} ${route.path}`;
  return markup`<h3>${name}</h3>
<h4>With curl</h4>
${sourceText(`curl: ${name}`, writeCurl(request))}<h4>Request</h4>
${sourceText(`Request: ${name}`, writeHttp(request))}<h4>Response</h4>
${sourceText(`Response: ${name}`, writeHttp(responseSample(route, format)))}`;
}
