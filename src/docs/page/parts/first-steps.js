/** Three first steps: sign in, create a session, list sessions. Outside production they run in place. */

import { element } from '../element.js';
import { call } from '../service.js';
import { credentialHeaders, currentStatus, onStatus } from '../sign-in/identity.js';
import { signInForm, suggestedUserName } from '../sign-in/form.js';
import { showOperation } from './operation-list.js';

const TAG = 'AI sessions';

/** Shows the steps, with the example of the loaded document. */
export function startFirstSteps({ specSelectors, layoutActions }) {
  const isProduction = suggestedUserName === undefined;
  const example = specSelectors
    .specJson()
    .getIn(['paths', '/ai/sessions', 'post', 'requestBody', 'content', 'application/json', 'example'])
    ?.toJS();
  const create = { method: 'POST', path: 'ai/sessions', body: example };
  const list = { method: 'GET', path: 'ai/sessions?countPerPage=3' };
  const link = (id) => {
    const onclick = () => showOperation(layoutActions, TAG, id);
    return element('button', { type: 'button', textContent: `Open ${id}`, onclick });
  };
  const section = document.getElementById('first-steps');
  section.append(
    element('h2', { id: 'first-steps-title', textContent: 'First steps' }),
    element(
      'ol',
      {},
      signInStep(),
      element(
        'li',
        {},
        element('h3', { textContent: 'Create a session' }),
        isProduction
          ? element(
              'p',
              { textContent: 'It stores the purpose and the account, and returns the ID. ' },
              link('NewAISession'),
            )
          : runStep('Create a session', create),
      ),
      element(
        'li',
        {},
        element('h3', { textContent: 'List the sessions' }),
        isProduction
          ? element('p', { textContent: 'The newest come first, page by page. ' }, link('ListAISessions'))
          : runStep('List the newest three', list),
      ),
    ),
  );
  section.hidden = false;
}

function signInStep() {
  const result = element('div', { 'aria-live': 'polite' });
  const hint = element('p', {
    className: 'hint',
    textContent: suggestedUserName
      ? 'The service printed the password of the administrator at its first start, unless ADMIN_PASSWORD set it.'
      : 'With the user name and password, or the key, that an administrator gave you.',
  });
  const form = signInForm((request) => result.replaceChildren(exchange(request, '200', currentStatus())));
  const done = element('p', { className: 'done' });
  onStatus(() => {
    const { isAuthenticated, userName } = currentStatus();
    form.hidden = hint.hidden = isAuthenticated;
    done.hidden = !isAuthenticated;
    done.textContent = `Done: you are signed in as ${userName}.`;
    if (!isAuthenticated) result.replaceChildren();
  });
  return element('li', {}, element('h3', { textContent: 'Sign in' }), hint, form, done, result);
}

/** A button that sends a request, and shows the request and its answer. */
function runStep(text, { method, path, body }) {
  const result = element('div', { 'aria-live': 'polite' });
  const button = element('button', { type: 'button', className: 'primary', textContent: text });
  button.onclick = async () => {
    button.disabled = true;
    try {
      const answer = await call(path, { method, body, headers: credentialHeaders() });
      const request = `${method} /${path}${body ? `\n\n${JSON.stringify(body, null, 2)}` : ''}`;
      result.replaceChildren(exchange(request, String(answer.response.status), answer.body));
      if (answer.response.status === 401)
        result.prepend(element('p', { className: 'problem', textContent: 'Sign in first: step 1.' }));
    } catch (error) {
      result.replaceChildren(element('p', { className: 'problem', textContent: error.message }));
    } finally {
      button.disabled = false;
    }
  };
  return element('div', {}, button, result);
}

const exchange = (request, status, body) =>
  element(
    'dl',
    { className: 'exchange' },
    element('dt', { textContent: 'Request' }),
    element('dd', {}, element('pre', { textContent: request, tabIndex: 0 })),
    element('dt', { textContent: `Answer: ${status}` }),
    element('dd', {}, element('pre', { textContent: JSON.stringify(body, null, 2), tabIndex: 0 })),
  );
