import { STATUS_CODES } from 'node:http';
import { jsonCodec } from '../content/codecs/json.codec.js';
import { xmlCodec } from '../content/codecs/xml.codec.js';
import type { Codec } from '../content/codecs/codec.js';
import { type Markup, markup } from './markup.js';
import type { ApiDocument } from '../docs/openapi-types.js';
import type { DocumentedOperation, DocumentedRoute } from './documented-operations.js';
import { indented } from './samples.js';
import { paragraphs, sourceText } from './text.js';

type DocumentedResponses = DocumentedRoute['operation']['responses'];

/** The error responses of an operation by status, each with its examples. Errors are in XML or JSON, whatever the format. */
export function errorList({ routes }: DocumentedOperation, format: Codec, { components }: ApiDocument): Markup {
  const errorFormat = format.name === 'xml' ? xmlCodec : jsonCodec;
  const responses = Object.assign({}, ...routes.map(({ operation }) => operation.responses)) as DocumentedResponses;
  return markup`${Object.entries(responses).map(([status, reference]) => {
    if (!('$ref' in reference)) return undefined;
    const response = components.responses[reference.$ref.replace('#/components/responses/', '')];
    const media = response?.content?.[errorFormat.mediaTypes[0] ?? ''];
    const label = `${status} ${STATUS_CODES[status] ?? ''}`;
    return markup`<details>
<summary>${label}</summary>
${paragraphs(response?.description ?? '')}${Object.values(media?.examples ?? {}).map(({ summary, value }) =>
      sourceText(`${label}: ${summary}`, indented(value)),
    )}</details>
`;
  })}`;
}
