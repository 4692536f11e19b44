import { DataContract, dictionaryOf, listOf } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';

const SERVICESTACK = 'http://schemas.servicestack.net/types';

/** An error in one member of the request */
@DataContract(SERVICESTACK)
export class ResponseError {
  /** The code of the error */
  @DataMember('string', { order: 1, example: 'NotFound' })
  errorCode?: string;

  /** The name of the member, in PascalCase */
  @DataMember('string', { order: 2, example: 'AccountId' })
  fieldName?: string;

  /** A description of the error, for people */
  @DataMember('string', { order: 3, example: "There is no account 'acc_1'." })
  message?: string;

  /** Additional information, by name */
  @DataMember(dictionaryOf('string'), { order: 4 })
  meta?: Record<string, string>;
}

/** The error of a request */
@DataContract(SERVICESTACK)
export class ResponseStatus {
  /** The code of the error; if members are not valid, the code of the first */
  @DataMember('string', { order: 1, example: 'NotFound' })
  errorCode!: string;

  /** A description of the error, for people */
  @DataMember('string', { order: 2, example: "There is no account 'acc_1'." })
  message!: string;

  /** Never sent */
  @DataMember('string', { order: 3 })
  stackTrace?: string;

  /** One entry for each member that is not valid */
  @DataMember(listOf(ResponseError), { order: 4 })
  errors!: ResponseError[];

  /** Additional information, by name: `requestId` if the status is 5xx */
  @DataMember(dictionaryOf('string'), { order: 5 })
  meta?: Record<string, string>;
}

/** The body of an error response */
@DataContract(SERVICESTACK)
export class ErrorResponse {
  /** The error */
  @DataMember(ResponseStatus)
  responseStatus!: ResponseStatus;
}
