/** The answer of an operation: its status, what to do about it, its body, its headers and the request in several languages. */

import { openSignIn } from '../sign-in/bar.js';
import { adviceOf } from './advice.js';
import { headersOf } from './headers.js';
import { nextCursor } from './next-page.js';
import { snippetsOf } from './snippets.js';

export const answerOf = (system) => {
  const { createElement, useEffect, useRef } = system.React;
  const Headers = headersOf(system);
  const Snippets = snippetsOf(system);
  const Advice = adviceOf(system);

  return function Answer({ response, path, method, takeFocus }) {
    const { getComponent, getConfigs, specActions, specSelectors } = system;
    const section = useRef(null);
    useEffect(() => {
      if (takeFocus()) section.current.scrollIntoView({ block: 'start' });
    });
    const { status, headers = {}, text, duration, message } = response.toJS();
    const request = specSelectors.mutatedRequestFor(path, method);
    const cursor = nextCursor(headers.link);
    const goOn = () => {
      const operation = specSelectors
        .operations()
        .find((each) => each.get('path') === path && each.get('method') === method);
      specActions.changeParam([path, method], 'cursor', 'query', cursor, false);
      specActions.execute({ operation: operation.get('operation'), path, method });
      // The request has it. It is valid only with the same order and filters, which the user may change.
      specActions.changeParam([path, method], 'cursor', 'query', '', false);
    };
    const parts = [
      createElement(
        'h4',
        { key: 'status', className: status < 400 ? 'status' : 'status failed' },
        status ? `${status} ${nameOf(response)}` : 'No answer',
        duration !== undefined && createElement('small', null, `${duration} ms`),
      ),
      !status && createElement('p', { key: 'message' }, noAnswerText(message)),
      createElement(Advice, { key: 'advice', status, headers, path, method, openSignIn }),
      cursor &&
        createElement('button', { key: 'next', type: 'button', className: 'primary', onClick: goOn }, 'Next page'),
      createElement(Headers, { key: 'headers', headers }),
      text &&
        createElement(getComponent('responseBody'), {
          key: 'body',
          content: text,
          contentType: headers['content-type'],
          url: request.get('url'),
          headers,
          getComponent,
          getConfigs,
        }),
      createElement(Snippets, { key: 'request', request, path, method }),
    ];
    return createElement('section', { className: 'answer', 'aria-label': 'Answer', ref: section }, ...parts);
  };
};

/** The name of a status. HTTP/2 has none. */
const nameOf = (response) => (response.get('statusText') ?? '').trim();

const noAnswerText = (message = '') =>
  /fetch/i.test(message)
    ? 'The service does not answer. Check that it runs and that you are connected, then execute again.'
    : message;
