import type { Members, Resource } from './resources.js';

export const JSON_TYPE = 'application/json';
export const XML_TYPE = 'application/xml';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Every format of a response, and the Content-Type that it has. */
export const FORMATS = [
  { format: 'json', contentType: 'application/json; charset=utf-8', mediaType: 'application/json' },
  { format: 'xml', contentType: 'application/xml', mediaType: 'application/xml' },
  { format: 'csv', contentType: 'text/csv; charset=utf-8', mediaType: 'text/csv' },
  { format: 'jsonl', contentType: 'application/jsonl; charset=utf-8', mediaType: 'application/jsonl' },
] as const;

/** The XML attributes of a null member. */
export const NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"';

/** The XML namespace of contracts in a .NET namespace. */
export const xmlNamespace = (namespace: string): string => `http://schemas.datacontract.org/2004/07/${namespace}`;

/** The name of a member in XML and forms. */
export const wireName = (member: string): string => member.charAt(0).toUpperCase() + member.slice(1);

export const escapeXml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** A request in XML. Null members are `nil`. */
export function xmlBody({ namespace }: Resource, operation: string, members: Members): string {
  const elements = Object.entries(members as Readonly<Record<string, string | number | boolean | null>>).map(
    ([member, value]) => {
      const name = wireName(member);
      return value === null ? `<${name} ${NIL}/>` : `<${name}>${escapeXml(String(value))}</${name}>`;
    },
  );
  return `<${operation} xmlns="${xmlNamespace(namespace)}">${elements.join('')}</${operation}>`;
}

/** A request as a form or a query: lists are joined by commas, and there is no null. */
export const formBody = (members: Members): string => new URLSearchParams(members as Record<string, string>).toString();

/** Every way to write a request. */
export const ENCODINGS = [
  {
    encoding: 'JSON',
    contentType: JSON_TYPE,
    encode: (_: Resource, __: string, members: Members): string => JSON.stringify(members),
  },
  { encoding: 'XML', contentType: XML_TYPE, encode: xmlBody },
  {
    encoding: 'a form',
    contentType: FORM_TYPE,
    encode: (_: Resource, __: string, members: Members): string =>
      formBody(Object.fromEntries(Object.entries(members).map(([name, value]) => [wireName(name), value]))),
  },
] as const;
