import { STATUS_CODES } from 'node:http';
import { DataContract, listOf } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import type { ResponseStatus } from './error-response.js';

/** The XML namespace of problem details (RFC 9457 appendix B). */
const NAMESPACE = 'urn:ietf:rfc:7807';

/** An error in one member of the request, as part of a problem */
@DataContract(NAMESPACE, { name: 'error' })
export class ProblemError {
  /** The error code */
  @DataMember('string', { name: 'errorCode', example: 'NotFound' })
  errorCode?: string;

  /** The name of the member, in PascalCase */
  @DataMember('string', { name: 'fieldName', example: 'AccountId' })
  fieldName?: string;

  /** A message for people */
  @DataMember('string', { name: 'message', example: "There is no account 'acc_1'." })
  message?: string;
}

/** A problem details body (RFC 9457), sent if the client accepts `application/problem+json` or `application/problem+xml` */
@DataContract(NAMESPACE, { name: 'problem' })
export class Problem {
  /** Always `about:blank`: the status describes the problem type */
  @DataMember('string', { name: 'type', order: 1, example: 'about:blank' })
  type!: string;

  /** The standard phrase of the status */
  @DataMember('string', { name: 'title', order: 2, example: 'Bad Request' })
  title!: string;

  /** The HTTP status */
  @DataMember('int', { name: 'status', order: 3, example: 400 })
  status!: number;

  /** A message for people */
  @DataMember('string', { name: 'detail', order: 4, example: "There is no account 'acc_1'." })
  detail?: string;

  /** The error code. If members are invalid, the code of the first one. */
  @DataMember('string', { name: 'errorCode', order: 5, example: 'NotFound' })
  errorCode?: string;

  /** One entry for each invalid member */
  @DataMember(listOf(ProblemError), { name: 'errors', order: 6 })
  errors?: ProblemError[];

  /** The ID of the request, for a server error */
  @DataMember('string', { name: 'requestId', order: 7 })
  requestId?: string;
}

/** Converts an error to problem details. */
export const toProblem = (status: number, { errorCode, message, errors, meta }: ResponseStatus): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail: message,
  errorCode,
  errors,
  requestId: meta?.requestId,
});
