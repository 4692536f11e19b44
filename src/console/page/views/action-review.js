import { pathOf } from '../api.js';
import { attempt } from '../attempt.js';
import { announce, fill, focusOn, h } from '../dom.js';
import { actionCard } from './action-card.js';
import { applyActions } from './apply-actions.js';
import { confirm } from './confirm.js';
import { count } from './format.js';

/**
 * The actions of a session that wait or have failed: the reviewer removes some or all, and applies the rest.
 *
 * @param onApplied Called after an apply.
 */
export function actionReview(state, onApplied) {
  const heading = h('h2', {}, 'Actions to review');
  const summary = h('p');
  const list = h('ol', { class: 'actions' });
  const place = h('div');
  const progress = h('div');
  const log = h('pre', { tabindex: '0', 'aria-label': 'Log of the last apply' });
  const logged = h('section', { 'aria-label': 'Log' }, h('h2', {}, 'Log of the last apply'), log);
  const apply = h('button', { type: 'button', class: 'primary' });
  const clear = h('button', { type: 'button' }, 'Remove all');
  const isApplying = () => apply.getAttribute('aria-disabled') === 'true';
  const buttons = h('div', { class: 'buttons' }, apply, clear);

  state.onChange(({ actions = [], log: text }) => {
    summary.textContent = summaryOf(actions);
    fill(
      list,
      actions.map((action) => actionCard(action, removeButton(action))),
    );
    apply.textContent = `Apply ${count(actions.length, 'action')}`;
    buttons.hidden = actions.length === 0 && !isApplying();
    logged.hidden = !text;
    log.textContent = text ?? '';
  });

  const removeButton = (action) => {
    const button = h('button', { type: 'button', 'aria-label': `Remove ${action.functionName}` }, 'Remove');
    const work = async (key) => {
      await state.change('DELETE', pathOf`ai/sessions/${state.id}/actions/${action.id}`, { key });
      announce(`${action.functionName} was removed`);
      focusOn(heading);
    };
    button.addEventListener('click', () =>
      attempt({ button, label: 'Removing the action', work, place, explain: state.explain }),
    );
    return button;
  };

  clear.addEventListener('click', () =>
    confirm({
      title: `Remove ${count(state.value.actions.length, 'action')}?`,
      text: 'None of them will be applied. This cannot be undone.',
      action: 'Remove all',
      label: 'Removing the actions',
      work: async (key) => {
        await state.change('DELETE', `${state.path}/actions`, { key });
        return () => {
          announce('All actions were removed');
          focusOn(heading);
        };
      },
      explain: state.explain,
    }),
  );

  apply.addEventListener('click', () => {
    const work = async (key) => {
      await applyActions(state, key, progress);
      onApplied();
      focusOn(logged.hidden ? heading : log);
    };
    const input = () => state.etag;
    void attempt({ button: apply, label: 'Applying the actions', work, place, explain: state.explain, input });
  });

  return [
    h('section', { 'aria-label': 'Actions to review' }, heading, summary, list, place, progress, buttons),
    logged,
  ];
}

function summaryOf(actions) {
  if (actions.length === 0) return 'No action waits for review.';
  const failed = actions.filter(({ status }) => status === 'Failed').length;
  const retry = ` ${failed === 1 ? 'One' : failed} of them failed: remove it, or apply again after its cause is gone.`;
  return `${count(actions.length, 'action')} to review, in the order in which they run. Each change is made once, as you.${failed > 0 ? retry : ''}`;
}
