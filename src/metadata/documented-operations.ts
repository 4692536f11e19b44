import { allBatchOperations } from '../content/operations/batch.decorator.js';
import type { OperationContract } from '../content/operations/operation-contract.js';
import { operationNamed } from '../content/operations/operation.decorator.js';
import type { ApiDocument, OperationObject } from '../docs/openapi-types.js';

/** A route of an operation, as the OpenAPI document describes it. */
export interface DocumentedRoute {
  /** In upper case. */
  readonly method: string;
  /** For example `/ai/sessions/{sessionId}`. */
  readonly path: string;
  readonly operation: OperationObject;
}

/** An operation of the contracts, with what the OpenAPI document says about it. */
export interface DocumentedOperation {
  readonly contract: OperationContract;
  /** The route of the operation's own OpenAPI id, whose texts describe the operation. */
  readonly main: DocumentedRoute;
  /** All routes, the main one first. */
  readonly routes: readonly DocumentedRoute[];
  readonly takesBatches: boolean;
}

/** The operations of a document, in its order. An operation with several routes is one of them. */
export function documentedOperations({ paths }: ApiDocument): DocumentedOperation[] {
  const batches = new Set(allBatchOperations().map(({ name }) => name));
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  return routes.flatMap((main) => {
    const id = main.operation.operationId ?? '';
    const contract = operationNamed(id);
    if (contract?.name !== id) return [];
    const others = routes.filter((route) => route !== main && nameOf(route) === id);
    return [{ contract, main, routes: [main, ...others], takesBatches: batches.has(id) }];
  });
}

const nameOf = ({ operation }: DocumentedRoute): string | undefined =>
  operationNamed(operation.operationId ?? '')?.name;
