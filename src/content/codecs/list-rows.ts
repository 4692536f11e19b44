import { contractOf, type ContractClass } from '../../common/contract/data-contract.js';

/** A value as rows of one contract: a list's items where the contract is one of `items`, else the value alone. */
export function listRowsOf(value: object, type: ContractClass): { rows: readonly object[]; of: ContractClass } {
  const items = contractOf(type).members.find(({ name }) => name === 'items')?.type;
  if (typeof items === 'object' && 'listOf' in items && typeof items.listOf === 'function') {
    return { rows: (value as { items?: object[] }).items ?? [], of: items.listOf };
  }
  return { rows: [value], of: type };
}
