import { h } from '../dom.js';
import { addressOf } from './address.js';
import { byline, none, timeOf } from './format.js';
import { tableOf } from './table.js';

/** A page of sessions. */
export const sessionsTable = (items) => tableOf({ label: 'Sessions', columns: COLUMNS, items });

const COLUMNS = {
  Purpose: ({ id, purpose }) =>
    h('a', { class: 'clamp', href: addressOf(['sessions', id]) }, purpose?.trim() ? purpose : 'No purpose'),
  Account: ({ accountId, accountName }) =>
    accountId === undefined
      ? none('None')
      : h('a', { href: addressOf(['accounts', accountId]) }, accountName ?? accountId),
  Created: ({ dateCreated, createdBy }) => [timeOf(dateCreated), byline(createdBy)],
  'Last modified': ({ dateLastModified, lastModifiedBy }) => [timeOf(dateLastModified), byline(lastModifiedBy)],
};
