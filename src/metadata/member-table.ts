import {
  type Contract,
  type ContractClass,
  contractOf,
  type Member,
  type MemberType,
} from '../common/contract/data-contract.js';
import type { Codec } from '../content/codecs/codec.js';
import { type Markup, markup } from './markup.js';
import type { ApiDocument, SchemaObject } from '../docs/openapi-types.js';
import type { DocumentedOperation } from './documented-operations.js';
import { inlineText, link } from './text.js';

/** What the OpenAPI document says about a member. */
interface MemberFacts {
  readonly description?: string;
  readonly schema: SchemaObject;
  /** Whether requests must have it. */
  readonly isRequired: boolean;
  /** Where requests have it, if not in the body. */
  readonly place?: string;
}

/** A contract, and what the OpenAPI document says about its members. */
interface DocumentedType {
  readonly title: string;
  readonly type: ContractClass;
  readonly factsOf: (member: Member) => MemberFacts;
}

/** One table of members for the request, one for the response, and one for each further type in them. */
export function memberTables(operation: DocumentedOperation, format: Codec, document: ApiDocument): Markup {
  const { request, response } = operation.contract;
  const tables: DocumentedType[] = [
    { title: 'Request', type: request, factsOf: requestFacts(operation, document) },
    ...[...reachedTypes(response ? [response] : [], [request])].map((type) => ({
      title: type === response ? 'Response' : 'Type',
      type,
      factsOf: (member: Member) => ({
        ...schemaFacts(document.components.schemas[type.name], member),
        isRequired: false,
      }),
    })),
  ];
  return markup`${tables.map((table) => tableOf(table, format))}`;
}

/** Types, and the contracts of their members, each once. */
function reachedTypes(roots: readonly ContractClass[], others: readonly ContractClass[]): Set<ContractClass> {
  const reached = new Set<ContractClass>();
  const visit = (type: MemberType): void => {
    const inner = innermost(type);
    if (typeof inner === 'string' || reached.has(inner)) return;
    reached.add(inner);
    for (const member of contractOf(inner).members) visit(member.type);
  };
  roots.forEach(visit);
  for (const { type } of others.flatMap((other) => contractOf(other).members)) visit(type);
  return reached;
}

const innermost = (type: MemberType): Exclude<MemberType, object> | ContractClass => {
  if (typeof type !== 'object') return type;
  return innermost('listOf' in type ? type.listOf : type.dictionaryOf);
};

function requestFacts(
  { contract, routes }: DocumentedOperation,
  { components }: ApiDocument,
): DocumentedType['factsOf'] {
  const parameters = routes.flatMap(({ operation }) => operation.parameters ?? []);
  return (member) => {
    const parameter = parameters.find(({ name, in: place }) => name === member.name && place !== 'header');
    if (!parameter) return schemaFacts(components.schemas[contract.request.name], member);
    const { schema, description, required, in: place } = parameter;
    const alsoInBody = place === 'query' && contract.request.name in components.schemas;
    return { schema, description, isRequired: required, place: `In the ${place}${alsoInBody ? ' or the body' : ''}.` };
  };
}

function schemaFacts(schema: SchemaObject = {}, { name }: Member): MemberFacts {
  const { properties = {}, required = [] } = schema as {
    properties?: Readonly<Record<string, SchemaObject & { readonly description?: string }>>;
    required?: readonly string[];
  };
  const { [name]: member = {} } = properties;
  return { schema: member, description: member.description, isRequired: required.includes(name) };
}

function tableOf({ title, type, factsOf }: DocumentedType, format: Codec): Markup {
  const contract = contractOf(type);
  const heading = markup`<h3 id="${idOf(contract)}">${title}: <code>${type.name}</code></h3>\n`;
  if (contract.members.length === 0) return markup`${heading}<p>It has no members.</p>\n`;
  return markup`${heading}<div class="scroll" role="region" aria-labelledby="${idOf(contract)}" tabindex="0">
<table>
<thead><tr><th scope="col">Member</th><th scope="col">Type</th><th scope="col">Description</th></tr></thead>
<tbody>
${contract.members.map((member) => rowOf(member, factsOf(member), format))}</tbody>
</table>
</div>
`;
}

const idOf = ({ name }: Contract): string => `type-${name}`;

function rowOf(member: Member, { description, schema, isRequired, place }: MemberFacts, format: Codec): Markup {
  const isPascalCase = format.name === 'xml' || format.name === 'csv';
  const limits = [place, isRequired && 'Required.', ...limitsOf(schema)].filter(Boolean).join(' ');
  return markup`<tr>
<th scope="row"><code>${isPascalCase ? member.wireName : member.name}</code></th>
<td>${typeText(member)}</td>
<td>${description !== undefined && inlineText(description)}${limits !== '' && markup` <small>${limits}</small>`}</td>
</tr>
`;
}

function typeText({ type, format }: Member): Markup {
  if (format) return markup`${format}`;
  return nameOfType(type);
}

function nameOfType(type: MemberType): Markup {
  if (typeof type === 'string') return markup`${type}`;
  if (typeof type === 'function') return link(`#${idOf(contractOf(type))}`, type.name);
  if ('listOf' in type) return markup`list of ${nameOfType(type.listOf)}`;
  return markup`dictionary of ${nameOfType(type.dictionaryOf)}`;
}

/** The limits of a member in words. Those of a list apply to its items. */
function limitsOf(schema: SchemaObject): string[] {
  const {
    maxLength,
    minimum,
    maximum,
    enum: values,
    default: preset,
  } = { ...(schema.items as SchemaObject), ...schema };
  return [
    typeof maxLength === 'number' ? `Up to ${maxLength.toLocaleString('en')} characters.` : '',
    typeof minimum === 'number'
      ? `From ${minimum.toLocaleString('en')} to ${Number(maximum).toLocaleString('en')}.`
      : '',
    Array.isArray(values) ? `One of ${values.filter((value) => value !== null).join(', ')}.` : '',
    preset === undefined ? '' : `Default: ${JSON.stringify(preset)}.`,
  ].filter((text) => text !== '');
}
