import { DataContract, dictionaryOf, listOf } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';

const SERVICESTACK = 'http://schemas.servicestack.net/types';

/** An error in one member of the request */
@DataContract(SERVICESTACK)
export class ResponseError {
  /** The error code */
  @DataMember('string', { order: 1, example: 'NotFound' })
  errorCode?: string;

  /** The name of the member, in PascalCase */
  @DataMember('string', { order: 2, example: 'AccountId' })
  fieldName?: string;

  /** A message for people */
  @DataMember('string', { order: 3, example: "There is no account 'acc_1'." })
  message?: string;

  /** Additional details, by name */
  @DataMember(dictionaryOf('string'), { order: 4 })
  meta?: Record<string, string>;
}

/** The error of a response */
@DataContract(SERVICESTACK)
export class ResponseStatus {
  /** The error code. If members are invalid, the code of the first one. */
  @DataMember('string', { order: 1, example: 'NotFound' })
  errorCode!: string;

  /** A message for people */
  @DataMember('string', { order: 2, example: "There is no account 'acc_1'." })
  message!: string;

  /** Never set */
  @DataMember('string', { order: 3 })
  stackTrace?: string;

  /** One entry for each invalid member */
  @DataMember(listOf(ResponseError), { order: 4 })
  errors!: ResponseError[];

  /** Additional details, by name: `requestId`, and `traceId` if the caller sent a trace context, for a server error */
  @DataMember(dictionaryOf('string'), { order: 5 })
  meta?: Record<string, string>;
}

/** The body of every error response */
@DataContract(SERVICESTACK)
export class ErrorResponse {
  /** The error */
  @DataMember(ResponseStatus)
  responseStatus!: ResponseStatus;
}
