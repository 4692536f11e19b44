import { XML_SCHEMA } from '../../common/contract/generic-name.js';
import type { QName } from '../../content/codecs/xml-names.js';
import { type Markup, markup } from '../markup.js';
import type { SchemaElement, SchemaType, XmlSchema } from './xml-schemas.js';

/**
 * Writes a schema as an XML document.
 *
 * @param all All schemas of the set. The address of each relative to this one's is its index.
 */
export function writeXmlSchema({ namespace, types }: XmlSchema, all: readonly XmlSchema[]): string {
  const used = new Set(
    types.flatMap(({ base, elements }) => [...(base ? [base.namespace] : []), ...namespacesIn(elements)]),
  );
  const imported = all
    .map((schema, index) => ({ namespace: schema.namespace, index }))
    .filter((other) => other.namespace !== namespace && used.has(other.namespace));
  const prefixes = new Map([
    [XML_SCHEMA, 'xs'],
    [namespace, 'tns'],
    ...imported.map((other, index) => [other.namespace, `q${index + 1}`] as const),
  ]);
  const declarations = [...prefixes].map(([uri, prefix]) => markup` xmlns:${prefix}="${uri}"`);
  const imports = imported.map(
    (other) => markup`\n  <xs:import namespace="${other.namespace}" schemaLocation="${other.index}" />`,
  );
  const definitions = types.map((type) => typeDefinition(type, prefixes));
  return String(markup`<?xml version="1.0" encoding="utf-8"?>
<xs:schema${declarations} elementFormDefault="qualified" targetNamespace="${namespace}">${imports}${definitions}
</xs:schema>
`);
}

const namespacesIn = (elements: readonly SchemaElement[]): string[] =>
  elements.flatMap(({ type }) => ('namespace' in type ? [type.namespace] : namespacesIn(type)));

type Prefixes = ReadonlyMap<string, string>;

const qualified = ({ name, namespace }: QName, prefixes: Prefixes): string =>
  `${prefixes.get(namespace) ?? ''}:${name}`;

function typeDefinition({ name, base, elements }: SchemaType, prefixes: Prefixes): Markup {
  const particle = sequence(elements, prefixes, base ? '        ' : '    ');
  const content = base
    ? markup`
    <xs:complexContent>
      <xs:extension base="${qualified(base, prefixes)}">${particle}
      </xs:extension>
    </xs:complexContent>`
    : particle;
  return markup`
  <xs:complexType name="${name}">${content}
  </xs:complexType>
  <xs:element name="${name}" nillable="true" type="tns:${name}" />`;
}

function sequence(elements: readonly SchemaElement[], prefixes: Prefixes, indent: string): Markup {
  const items = elements.map((element) => elementDefinition(element, prefixes, `${indent}  `));
  return markup`\n${indent}<xs:sequence>${items}\n${indent}</xs:sequence>`;
}

function elementDefinition(element: SchemaElement, prefixes: Prefixes, indent: string): Markup {
  const { name, type, minOccurs, maxOccurs, nillable } = element;
  const attributes = [
    minOccurs === 0 && markup` minOccurs="0"`,
    maxOccurs === 'unbounded' && markup` maxOccurs="unbounded"`,
    markup` name="${name}"`,
    nillable && markup` nillable="true"`,
  ];
  if ('namespace' in type) {
    return markup`\n${indent}<xs:element${attributes} type="${qualified(type, prefixes)}" />`;
  }
  const anonymous = sequence(type, prefixes, `${indent}    `);
  return markup`
${indent}<xs:element${attributes}>
${indent}  <xs:complexType>${anonymous}
${indent}  </xs:complexType>
${indent}</xs:element>`;
}
