import { contractOf, type ContractClass } from '../../common/contract/data-contract.js';

/** Rows of one contract: the items of a list response, or else the value alone. */
export function listRowsOf(value: object, type: ContractClass): { rows: readonly object[]; itemType: ContractClass } {
  const items = contractOf(type).members.find(({ name }) => name === 'items')?.type;
  if (typeof items === 'object' && 'listOf' in items && typeof items.listOf === 'function') {
    return { rows: (value as { items?: object[] }).items ?? [], itemType: items.listOf };
  }
  return { rows: [value], itemType: type };
}
