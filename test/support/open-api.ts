import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type ContractClass, contractOf } from '../../src/common/contract/data-contract.js';
import { codecs } from '../../src/content/codecs/codecs.js';
import { ErrorResponse } from '../../src/content/errors/error-response.js';
import { operationNamed } from '../../src/content/operations/operation.decorator.js';
import { Problem } from '../../src/content/errors/problem-details.js';
import { readDocument } from '../../src/content/codecs/xml.codec.js';
import { readXml } from '../../src/content/codecs/xml-reader.js';

export interface MediaTypeObject {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Record<string, { readonly value: unknown }>;
}

export interface ResponseObject {
  readonly description: string;
  readonly headers?: Record<string, { readonly $ref: string } | { readonly required: boolean }>;
  readonly content?: Record<string, MediaTypeObject>;
  readonly links?: Record<string, LinkObject>;
}

/** How parameters of another operation follow from a response: runtime expressions, by name. */
export interface LinkObject {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface ParameterObject {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: { readonly examples?: unknown[] };
  readonly example?: unknown;
}

export interface OperationObject {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: string[];
  readonly security: object[];
  readonly parameters: ParameterObject[];
  readonly requestBody?: { readonly required: boolean; readonly content: Record<string, MediaTypeObject> };
  readonly responses: Record<string, ResponseObject | { readonly $ref: string }>;
  readonly 'x-required-role'?: string;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: {
    readonly title: string;
    readonly description: string;
    readonly version: string;
    readonly contact?: { readonly name: string };
  };
  readonly paths: Record<string, Record<string, OperationObject>>;
  readonly components: {
    readonly securitySchemes: Record<string, object>;
    readonly schemas: Record<string, SchemaObject>;
    readonly headers: Record<string, { readonly required: boolean }>;
    readonly responses: Record<string, ResponseObject>;
  };
}

export interface SchemaObject {
  readonly properties?: Record<string, Record<string, unknown>>;
  readonly required?: string[];
  readonly xml?: object;
}

/** An operation of the document, with its path and method. */
export interface Documented {
  readonly path: string;
  readonly method: string;
  readonly operation: OperationObject;
}

/** The committed document. Only a build could generate it: the build adds its texts. */
export const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenApiDocument;

export const operations: readonly Documented[] = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ path, method: verb.toUpperCase(), operation })),
);

/** The response that an operation documents for a status. */
export function responseOf(operation: OperationObject, status: number | string): ResponseObject | undefined {
  const response = operation.responses[status];
  if (!response || !('$ref' in response)) return response;
  return document.components.responses[response.$ref.replace('#/components/responses/', '')];
}

let ajv: Ajv2020 | undefined;
const validators = new Map<string, ValidateFunction>();

/**
 * The errors of a value against a schema of the document; `undefined` if it is valid. Members that the schema does not
 * list are errors too: clients must accept additional members, but the tests expect none.
 */
export function mistakeIn(value: unknown, schema: object): string | undefined {
  if (!ajv) {
    ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'openapi', components: { schemas: closed(document.components.schemas) } });
  }
  const key = JSON.stringify(schema).replaceAll('"#/', '"openapi#/');
  let validate = validators.get(key);
  if (!validate) validators.set(key, (validate = ajv.compile(JSON.parse(key) as object)));
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
}

const closed = (schemas: Record<string, SchemaObject>): object =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, { ...schema, additionalProperties: false }]),
  );

/** A body as the value that its schema describes; XML is read with its contract. */
export function valueOf(body: unknown, mediaType: string, contract: ContractClass | undefined): unknown {
  if (!/[/+]xml$/.test(mediaType))
    return /[/+]json$/.test(mediaType) && typeof body === 'string' ? JSON.parse(body) : body;
  if (!contract) throw new Error(`There is no contract to read ${mediaType} with.`);
  return JSON.parse(JSON.stringify(readDocument(readXml(String(body), Infinity), contractOf(contract))));
}

/** The contract of a response, by operation, status and media type. */
export function contractOfAnswer(operationId: string, status: number, mediaType: string): ContractClass | undefined {
  if (status < 400) return operationNamed(operationId)?.response;
  return mediaType.includes('problem') ? Problem : ErrorResponse;
}

/** The main media type of a format, for each of its media types. */
export const ownType = (mediaType: string): string =>
  codecs.find(({ mediaTypes }) => mediaTypes.includes(mediaType))?.mediaTypes[0] ?? mediaType;
