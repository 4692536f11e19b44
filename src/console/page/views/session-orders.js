/**
 * The orders of the list. Only the date of creation has an index over all sessions. The others read every match, which is
 * quick for the sessions of one account or of some ids.
 */
export const ORDERS = {
  newest: { label: 'Newest first', sortField: 'DateCreated', sortOrder: 'Descend' },
  oldest: { label: 'Oldest first', sortField: 'DateCreated', sortOrder: 'Ascend' },
  modified: { label: 'Last modified first', sortField: 'DateLastModified', sortOrder: 'Descend', needsFilter: true },
  purpose: { label: 'Purpose, A to Z', sortField: 'Purpose', sortOrder: 'Ascend', needsFilter: true },
  author: { label: 'Created by, A to Z', sortField: 'CreatedBy', sortOrder: 'Ascend', needsFilter: true },
};

/** The name of the order that a query has, or the newest first where it may not have its own. */
export function orderNameOf({ order, account, ids }) {
  const known = Object.hasOwn(ORDERS, order ?? '') ? ORDERS[order] : undefined;
  return known && (!known.needsFilter || account || ids) ? order : 'newest';
}

/** The API's parameters of the order that a query has. */
export function orderOf(query) {
  const { sortField, sortOrder } = ORDERS[orderNameOf(query)];
  return { sortField, sortOrder };
}
