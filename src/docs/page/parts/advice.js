/** What to do after an error, with a button that does it where the page can. */

import { call, errorText } from '../service.js';
import { filledPath, objectTemplate, setEtag } from '../plugins/etags.js';
import { credentialHeaders } from '../sign-in/identity.js';

export const adviceOf = (system) => {
  const { createElement, useState } = system.React;
  const paragraph = (text, button) => createElement('div', { className: 'advice', role: 'status' }, text, button);
  const buttonTo = (text, onClick) => createElement('button', { type: 'button', onClick }, text);

  function ReadAgain({ path, method }) {
    const [text, setText] = useState(
      'Somebody has changed or deleted this object since its ETag was read, so nothing was changed. ',
    );
    const readAgain = async () => {
      try {
        setText(await refreshEtag(system, path, method));
      } catch (error) {
        setText(`${error.message} `);
      }
    };
    return paragraph(text, buttonTo('Read it again', readAgain));
  }

  return function Advice({ status, headers, path, method, openSignIn }) {
    if (status === 401)
      return paragraph('Nobody is signed in, or the sign-in has ended. ', buttonTo('Sign in', openSignIn));
    if (status === 403) return paragraph('The user who is signed in lacks the role that the description above names.');
    if (status === 412) return createElement(ReadAgain, { path, method, key: headers['x-request-id'] });
    const seconds = headers['retry-after'];
    return seconds ? paragraph(`Wait ${seconds} s, then execute again. `) : null;
  };
};

/** Reads the object of an operation again, for its ETag. @returns What it says to the user. */
async function refreshEtag(system, path, method) {
  const { specActions, specSelectors } = system.getSystem(); // with the actions of all plugins
  const objectPath = filledPath(specSelectors, objectTemplate(specSelectors, path), [path, method]);
  const answer = await call(objectPath.slice(1), { headers: credentialHeaders() });
  if (!answer.response.ok) throw new Error(errorText(answer));
  setEtag(objectPath, answer.response.headers.get('etag'));
  specActions.replaceIfMatch([path, method]);
  const current = JSON.stringify(answer.body, null, 2);
  return `If-Match now has the ETag of the current version. Compare it with your change, then execute again: ${current} `;
}
