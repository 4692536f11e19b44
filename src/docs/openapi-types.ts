import type { OperationContract } from '../content/operations/operation-contract.js';

// The parts of the OpenAPI 3.1 document that this folder builds, named as in the specification.

/** A JSON Schema. Its keywords are not typed. */
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

/** One operation of the document. `x-` members are extensions such as the required role. */
export interface OperationObject {
  operationId?: string;
  summary?: string;
  tags?: string[];
  description?: string;
  security?: object[];
  parameters?: ParameterObject[];
  requestBody?: { readonly required: boolean; readonly content: ContentObject };
  responses: Record<string, ResponseObject | ReferenceObject>;
  [extension: `x-${string}`]: unknown;
}

/** The parts of a complete document that the metadata pages read. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string };
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, SchemaObject>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
  };
}

/** Everything from which the parameters, responses and errors of an operation are derived. */
export interface OperationFacts {
  readonly path: string;
  /** The HTTP method in lower case. */
  readonly method: string;
  /** The operation as `@nestjs/swagger` generated it. */
  readonly generated: OperationObject;
  /** The contract declared by `@Operation()`. Routes without one, such as health checks, do not negotiate a format. */
  readonly contract?: OperationContract;
  /** Whether the operation reads a request body. */
  readonly hasBody: boolean;
}
