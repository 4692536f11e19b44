import { announce, fill, focusOn, h } from '../dom.js';
import { actionHistory } from './action-history.js';
import { actionReview } from './action-review.js';
import { addressOf, goTo } from './address.js';
import { confirm } from './confirm.js';
import { byline, facts, none, timeOf } from './format.js';
import { loader } from './loading.js';
import { purposeForm } from './purpose-form.js';
import { SessionState } from './session-state.js';

const MAX_TITLE_LENGTH = 60;

/** One session: what it is, its purpose, the actions to review, and the log. */
export function sessionView({ id }) {
  const state = new SessionState(id);
  const heading = h('h1', { class: 'clamp' }, 'Session');
  const body = h('div');
  const list = h('a', { href: addressOf(['sessions']) }, 'Sessions');
  const details = loader({
    place: body,
    label: 'Loading the session',
    load: (signal) => state.read(signal),
    show: () => body.contains(sections) || fill(body, sections),
    actions: ({ status }) =>
      status === 404 ? [h('a', { class: 'button', href: addressOf(['sessions']) }, 'All sessions')] : [],
  });
  state.readAgain = async () => {
    await details.start();
    announce('Read again');
    focusOn(heading);
  };
  const shown = h('div');
  const sections = sectionsOf(state, shown);
  state.onChange((session) => {
    heading.textContent = session.purpose?.trim() ? session.purpose : 'Session without a purpose';
    document.title = `${heading.textContent.slice(0, MAX_TITLE_LENGTH)} · voice-api console`;
    fill(shown, factsOf(session));
  });
  void details.start();
  return {
    title: 'Session',
    node: h('article', {}, h('nav', { 'aria-label': 'Above' }, list), h('div', { class: 'heading' }, heading), body),
    close: details.stop,
  };
}

function sectionsOf(state, shown) {
  const history = actionHistory(state);
  return h('div', { class: 'sections' }, [
    h('section', { 'aria-label': 'Details' }, shown, purposeForm(state)),
    actionReview(state, history.reload),
    history.node,
    deleteButton(state),
  ]);
}

const factsOf = ({ id, accountId, accountName, dateCreated, createdBy, dateLastModified, lastModifiedBy }) =>
  facts({
    Account: accountId ? h('a', { href: addressOf(['accounts', accountId]) }, accountName ?? accountId) : none('None'),
    Created: [timeOf(dateCreated), byline(createdBy)],
    'Last modified': [timeOf(dateLastModified), byline(lastModifiedBy)],
    ID: h('code', {}, id),
  });

function deleteButton(state) {
  const ask = () =>
    confirm({
      title: 'Delete this session?',
      text: 'Its actions and its log are deleted with it. This cannot be undone.',
      action: 'Delete session',
      label: 'Deleting the session',
      work: async (key) => {
        await state.change('DELETE', state.path, { key });
        return () => {
          goTo(['sessions']);
          announce('The session was deleted');
        };
      },
      explain: state.explain,
    });
  return h('button', { type: 'button', class: 'danger', onclick: ask }, 'Delete session');
}
