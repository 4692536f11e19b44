/** The request that was sent, as a snippet in several languages, as tabs. */

import { credentialKind, currentStatus } from '../sign-in/identity.js';
import { languages } from '../snippets/index.js';
import { sentRequest } from '../snippets/sent-request.js';

/** The language that the user selected last, for all operations. */
let selected = languages[0].name;

/** The operations whose body contains a secret. */
const SECRET_OPERATIONS = new Set(['Authenticate', 'CreateUser', 'PatchUser']);

export const snippetsOf = (system) => {
  const { createElement, useState } = system.React;

  return function Snippets({ request, path, method }) {
    const [name, setName] = useState(selected);
    const operation = system.specSelectors.specJson().getIn(['paths', path, method]).toJS();
    const identity = { kind: credentialKind(), userName: currentStatus().userName };
    const sent = sentRequest({ ...request.toJS(), body: request.get('body') }, operation, path, identity);
    const written = (SECRET_OPERATIONS.has(sent.operationId) ? [] : languages)
      .map((language) => ({ ...language, text: textOf(language, sent) }))
      .filter(({ text }) => text !== undefined);
    const shown = written.find((each) => each.name === name) ?? written[0];
    const select = (language) => {
      selected = language;
      setName(language);
    };
    const HighlightCode = system.getComponent('HighlightCode', true);
    const tab = (each) =>
      createElement(
        'button',
        { key: each.name, type: 'button', 'aria-pressed': each === shown, onClick: () => select(each.name) },
        each.name,
      );
    return createElement(
      'div',
      { className: 'snippets' },
      createElement('h5', null, 'The request'),
      createElement('p', { className: 'request-url' }, `${sent.method} ${sent.url}`),
      ...(shown === undefined
        ? [createElement('p', null, 'It contains a password, so there is no snippet of it.')]
        : [
            createElement('div', { className: 'tabs', role: 'group', 'aria-label': 'Language' }, ...written.map(tab)),
            createElement(HighlightCode, { language: shown.colours, canCopy: true }, shown.text),
          ]),
    );
  };
};

/** A body that is no JSON, for instance, has no snippet for the client. */
function textOf({ write }, sent) {
  try {
    return write(sent);
  } catch {
    return undefined;
  }
}
