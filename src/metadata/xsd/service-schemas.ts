import { type ContractClass, listOf } from '../../common/contract/data-contract.js';
import { ErrorResponse } from '../../content/errors/error-response.js';
import { Problem } from '../../content/errors/problem-details.js';
import { allBatchOperations } from '../../content/operations/batch.decorator.js';
import type { OperationContract } from '../../content/operations/operation-contract.js';
import { allOperations } from '../../content/operations/operation.decorator.js';
import { type XmlSchema, xmlSchemasOf } from './xml-schemas.js';

const contractsOf = ({ request, response }: OperationContract): ContractClass[] => [
  request,
  ...(response ? [response] : []),
];

/** The schemas of all XML that the service reads and writes: requests, responses, batches of both, and errors. */
export const serviceSchemas = (): XmlSchema[] =>
  xmlSchemasOf([
    ...allOperations().flatMap(contractsOf),
    ...allBatchOperations().flatMap(contractsOf).map(listOf),
    ErrorResponse,
    Problem,
  ]);
