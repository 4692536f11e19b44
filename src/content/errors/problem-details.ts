import { STATUS_CODES } from 'node:http';
import { DataContract, listOf } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import type { ResponseStatus } from './error-response.js';

/** The namespace that RFC 9457 (appendix B) gives to problems in XML. */
const NAMESPACE = 'urn:ietf:rfc:7807';

/** One wrong member of the request, in a problem */
@DataContract(NAMESPACE, { name: 'error' })
export class ProblemError {
  /** What kind of mistake it is */
  @DataMember('string', { name: 'errorCode', example: 'NotFound' })
  errorCode?: string;

  /** The member, as the origin spells it */
  @DataMember('string', { name: 'fieldName', example: 'AccountId' })
  fieldName?: string;

  /** What is wrong, for people */
  @DataMember('string', { name: 'message', example: "There is no account 'acc_1'." })
  message?: string;
}

/** An error by RFC 9457, for those who ask for `application/problem+json` or `application/problem+xml` */
@DataContract(NAMESPACE, { name: 'problem' })
export class Problem {
  /** Always `about:blank`: the title says what the status means */
  @DataMember('string', { name: 'type', order: 1, example: 'about:blank' })
  type!: string;

  /** What the status means */
  @DataMember('string', { name: 'title', order: 2, example: 'Bad Request' })
  title!: string;

  /** The status of the answer */
  @DataMember('int', { name: 'status', order: 3, example: 400 })
  status!: number;

  /** What went wrong, for people */
  @DataMember('string', { name: 'detail', order: 4, example: "There is no account 'acc_1'." })
  detail?: string;

  /** What kind of failure it is; with wrong members, the first one's */
  @DataMember('string', { name: 'errorCode', order: 5, example: 'NotFound' })
  errorCode?: string;

  /** One entry for each wrong member */
  @DataMember(listOf(ProblemError), { name: 'errors', order: 6 })
  errors?: ProblemError[];

  /** The id of the request, where the service itself failed */
  @DataMember('string', { name: 'requestId', order: 7 })
  requestId?: string;
}

/** The same error in the shape of RFC 9457. */
export const toProblem = (status: number, { errorCode, message, errors, meta }: ResponseStatus): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail: message,
  errorCode,
  errors,
  requestId: meta?.requestId,
});
