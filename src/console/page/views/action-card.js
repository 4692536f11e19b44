import { h } from '../dom.js';
import { pretty, timeOf } from './format.js';

/**
 * One action of a session, for review.
 *
 * @param buttons What the reviewer can do with it.
 */
export function actionCard(action, buttons = []) {
  const { functionName, status, canBeApplied, description, error, date } = action;
  return h(
    'li',
    { class: 'action' },
    h(
      'div',
      { class: 'heading' },
      h('h3', {}, functionName),
      h('span', { class: `badge ${status.toLowerCase()}` }, status),
    ),
    description && h('p', {}, description),
    error && h('p', { class: 'field-error' }, `It failed: ${error}`),
    status !== 'Applied' &&
      !canBeApplied &&
      h(
        'p',
        { class: 'field-error' },
        'It cannot be applied: the function is unknown, or its arguments are invalid. Remove it.',
      ),
    h('pre', { tabindex: '0', 'aria-label': `Arguments of ${functionName}` }, pretty(action.arguments ?? '{}')),
    h('div', { class: 'buttons' }, h('span', { class: 'quiet' }, 'Staged ', timeOf(date)), buttons),
  );
}
