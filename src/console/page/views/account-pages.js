import { call } from '../api.js';
import { accountsWithIds } from './account-field.js';

const PAGE_SIZE = 100;
/** So many ids fit into a URL. */
const MAX_IDS = 50;

/** The accounts that a filter matches, read page by page, and those above them. */
export class AccountPages {
  /** By id. */
  accounts = new Map();
  /** The ids of those that match; the others are above them. */
  matches = new Set();
  next = {};
  count = 0;

  constructor(name) {
    this.name = name;
  }

  /** Reads pages until so many are there, or all. */
  async readUntil(wanted, signal) {
    while (this.next && this.count < wanted) {
      const query = { nameFilter: this.name, countPerPage: PAGE_SIZE, simplifiedPaging: true, ...ORDER, ...this.next };
      const { value, next } = await call('GET', 'accounts', { query, signal });
      for (const account of value.items) this.matches.add(account.id);
      this.add(value.items);
      await this.readAncestors(signal);
      this.next = next;
      this.count += 1;
    }
  }

  add(items) {
    for (const account of items) this.accounts.set(account.id, account);
  }

  /** One call for each level and 50 accounts. */
  async readAncestors(signal) {
    for (;;) {
      const parents = [...this.accounts.values()].map(({ parentAccountId }) => parentAccountId);
      const missing = [...new Set(parents)]
        .filter((id) => id !== undefined && !this.accounts.has(id))
        .slice(0, MAX_IDS);
      if (missing.length === 0) return;
      const found = await accountsWithIds(missing, signal);
      if (found.length === 0) return; // deleted since
      this.add(found);
    }
  }
}

const ORDER = { sortField: 'Name', sortOrder: 'Ascend' };
