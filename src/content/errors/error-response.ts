import { DataContract, dictionaryOf, listOf } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';

const SERVICESTACK = 'http://schemas.servicestack.net/types';

/** What is wrong with one member of the request */
@DataContract(SERVICESTACK)
export class ResponseError {
  /** What kind of mistake it is */
  @DataMember('string', { order: 1, example: 'NotFound' })
  errorCode?: string;

  /** The member, as the origin spells it */
  @DataMember('string', { order: 2, example: 'AccountId' })
  fieldName?: string;

  /** What is wrong, for people */
  @DataMember('string', { order: 3, example: "There is no account 'acc_1'." })
  message?: string;

  /** More, by name */
  @DataMember(dictionaryOf('string'), { order: 4 })
  meta?: Record<string, string>;
}

/** What went wrong */
@DataContract(SERVICESTACK)
export class ResponseStatus {
  /** What kind of failure it is; with wrong members, the first one's */
  @DataMember('string', { order: 1, example: 'NotFound' })
  errorCode!: string;

  /** What went wrong, for people */
  @DataMember('string', { order: 2, example: "There is no account 'acc_1'." })
  message!: string;

  /** Never sent */
  @DataMember('string', { order: 3 })
  stackTrace?: string;

  /** One entry for each wrong member */
  @DataMember(listOf(ResponseError), { order: 4 })
  errors!: ResponseError[];

  /** More, by name: `requestId` where the service itself failed */
  @DataMember(dictionaryOf('string'), { order: 5 })
  meta?: Record<string, string>;
}

/** Every answer that is an error */
@DataContract(SERVICESTACK)
export class ErrorResponse {
  /** What went wrong */
  @DataMember(ResponseStatus)
  responseStatus!: ResponseStatus;
}
