import { STATUS_CODES } from 'node:http';
import { DataContract, listOf } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import type { ResponseStatus } from './error-response.js';

/** The XML namespace of RFC 9457 (appendix B). */
const NAMESPACE = 'urn:ietf:rfc:7807';

/** An error in one member of the request, as part of a problem */
@DataContract(NAMESPACE, { name: 'error' })
export class ProblemError {
  /** The code of the error */
  @DataMember('string', { name: 'errorCode', example: 'NotFound' })
  errorCode?: string;

  /** The name of the member, in PascalCase */
  @DataMember('string', { name: 'fieldName', example: 'AccountId' })
  fieldName?: string;

  /** A description of the error, for people */
  @DataMember('string', { name: 'message', example: "There is no account 'acc_1'." })
  message?: string;
}

/** The body of an error response by RFC 9457, for clients that accept `application/problem+json` or `application/problem+xml` */
@DataContract(NAMESPACE, { name: 'problem' })
export class Problem {
  /** Always `about:blank`: the title is that of the status */
  @DataMember('string', { name: 'type', order: 1, example: 'about:blank' })
  type!: string;

  /** The name of the status */
  @DataMember('string', { name: 'title', order: 2, example: 'Bad Request' })
  title!: string;

  /** The HTTP status */
  @DataMember('int', { name: 'status', order: 3, example: 400 })
  status!: number;

  /** A description of the error, for people */
  @DataMember('string', { name: 'detail', order: 4, example: "There is no account 'acc_1'." })
  detail?: string;

  /** The code of the error; if members are not valid, the code of the first */
  @DataMember('string', { name: 'errorCode', order: 5, example: 'NotFound' })
  errorCode?: string;

  /** One entry for each member that is not valid */
  @DataMember(listOf(ProblemError), { name: 'errors', order: 6 })
  errors?: ProblemError[];

  /** The id of the request, if the status is 5xx */
  @DataMember('string', { name: 'requestId', order: 7 })
  requestId?: string;
}

/** Converts ServiceStack's representation of an error to that of RFC 9457. */
export const toProblem = (status: number, { errorCode, message, errors, meta }: ResponseStatus): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail: message,
  errorCode,
  errors,
  requestId: meta?.requestId,
});
