import { DataContract, listOf } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { EXAMPLE_ACCOUNT_ID } from '../../../common/examples.js';

/** The minutes of AI that an account used */
@DataContract('Voice.Api.AI')
export class AIAccountUsage {
  /** The ID of the account */
  @DataMember('string', { example: EXAMPLE_ACCOUNT_ID })
  accountId!: string;

  /** The sum of the account's records, in minutes, rounded up. 2,147,483,647 stands for a larger sum too. */
  @DataMember('int', { name: 'AIMinutes', example: 42 })
  aiMinutes!: number;
}

/** The minutes of AI that a customer of an account used */
@DataContract('Voice.Api.AI')
export class AICustomerUsage {
  /** The ID of the account */
  @DataMember('string', { example: EXAMPLE_ACCOUNT_ID })
  accountId!: string;

  /** The ID of the customer */
  @DataMember('string', { example: 'customer-17' })
  customerId!: string;

  /** The sum of the customer's records, in minutes, rounded up. 2,147,483,647 stands for a larger sum too. */
  @DataMember('int', { name: 'AIMinutes', example: 2 })
  aiMinutes!: number;
}

/** The minutes of AI that were used, per account and per customer */
@DataContract('Voice.Api.AI')
export class AIUsage {
  /** One entry for each account with a record, in the order of ids */
  @DataMember(listOf(AIAccountUsage))
  accountUsage!: AIAccountUsage[];

  /** One entry for each customer with a record, in the order of account ids and then customer ids */
  @DataMember(listOf(AICustomerUsage))
  customerUsage!: AICustomerUsage[];
}
