import type { OperationContract } from '../content/operations/operation-contract.js';

/** A JSON Schema; what it may hold is the business of those who make and read it. */
export type SchemaObject = Readonly<Record<string, unknown>>;

export interface ReferenceObject {
  readonly $ref: string;
}

/** A body in one media type. */
export interface MediaTypeObject {
  readonly schema: SchemaObject | ReferenceObject;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
}

export type ContentObject = Readonly<Record<string, MediaTypeObject>>;

export interface ParameterObject {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: SchemaObject;
  readonly example?: unknown;
  readonly style?: 'form';
  readonly explode?: boolean;
}

export interface HeaderObject {
  readonly description: string;
  readonly required: boolean;
  readonly schema: SchemaObject;
  readonly example?: unknown;
}

export interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, HeaderObject | ReferenceObject>>;
  readonly content?: ContentObject;
  readonly links?: Readonly<Record<string, object>>;
}

/** An operation as the document has it. */
export interface OperationObject {
  operationId?: string;
  summary?: string;
  description?: string;
  security?: object[];
  parameters?: ParameterObject[];
  requestBody?: { readonly required: boolean; readonly content: ContentObject };
  responses: Record<string, ResponseObject | ReferenceObject>;
  [extension: `x-${string}`]: unknown;
}

/** What the document says of an operation follows from this. */
export interface OperationFacts {
  readonly path: string;
  readonly verb: string;
  /** As Swagger found it. */
  readonly found: OperationObject;
  /** What it takes and gives; absent where it is no operation of the wire contract. */
  readonly operation?: OperationContract;
  /** Whether it reads a body. */
  readonly hasBody: boolean;
}
