import type { OperationContract } from '../content/operation.decorator.js';

/** A JSON Schema; what it may hold is the business of those who make and read it. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Reference {
  readonly $ref: string;
}

/** A body in one media type. */
export interface MediaType {
  readonly schema: Schema | Reference;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
}

export type Content = Readonly<Record<string, MediaType>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
  readonly example?: unknown;
  readonly style?: 'form';
  readonly explode?: boolean;
}

export interface Header {
  readonly description: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header | Reference>>;
  readonly content?: Content;
  readonly links?: Readonly<Record<string, object>>;
}

/** An operation as the document has it. */
export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { readonly required: boolean; readonly content: Content };
  responses: Record<string, Response | Reference>;
  [extension: `x-${string}`]: unknown;
}

/** What the document says of an operation follows from this. */
export interface Facts {
  readonly path: string;
  readonly verb: string;
  /** As Swagger found it. */
  readonly found: Operation;
  /** What it takes and gives; absent where it is no operation of the wire contract. */
  readonly operation?: OperationContract;
  /** Whether it reads a body. */
  readonly hasBody: boolean;
}
