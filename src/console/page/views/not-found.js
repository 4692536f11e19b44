import { h } from '../dom.js';
import { addressOf } from './address.js';

/** An address without a view. */
export const notFoundView = () => ({
  title: 'Nothing here',
  node: h(
    'section',
    {},
    h('h1', {}, 'There is nothing at this address'),
    h('p', {}, 'Check the address, or start from the ', h('a', { href: addressOf(['sessions']) }, 'sessions'), '.'),
  ),
});
