import { h } from './dom.js';

/**
 * What went wrong and what to do about it, as a box.
 *
 * @param error An ApiError, or an error of the page itself.
 * @param actions Buttons and links that help.
 * @param advice What to do, where the operation knows better than the status.
 * @param message What went wrong, where the page says it better than the error.
 */
export function failureBox(error, { actions = [], advice = adviceFor(error), message = error.message } = {}) {
  const { status, code, requestId } = error;
  const facts = [code ?? error.name, status > 0 && `status ${status}`, requestId && `request ID ${requestId}`];
  return h(
    'div',
    { class: 'failure', role: 'alert' },
    h('p', {}, h('strong', {}, message)),
    h('p', {}, advice),
    actions.length > 0 && h('div', { class: 'buttons' }, actions),
    h('p', { class: 'quiet' }, facts.filter(Boolean).join(' · ')),
  );
}

/** Whether the same request can succeed later. */
export const canRetry = ({ status, retryAfterSeconds }) =>
  status === undefined || status === 0 || status === 408 || status >= 500 || retryAfterSeconds !== undefined;

/** Whether nobody knows if the request was executed. */
export const mayBeDone = (error) => canRetry(error) && error.retryAfterSeconds === undefined;

/** Explains, for `attempt`, what to do after a request without an idempotency key that may have been executed. */
export const adviseIfDone = (advice) => (error) => (mayBeDone(error) ? { advice } : undefined);

const ADVICE = {
  0: 'Check the connection, then try again. A change is made only once, even if the first try arrived.',
  400: 'Correct it, then send it again.',
  401: 'Sign in again, then repeat it.',
  403: 'Ask an operator for the role, or sign in as another user.',
  404: 'It may have been deleted. Go back to the list.',
  409: 'Remove what stands in the way, then try again.',
  412: 'Somebody changed it after you read it, so nothing was changed. Read it again, look at what is different, and repeat.',
  413: 'Make it shorter, then send it again.',
  422: 'Send it again.',
};

function adviceFor({ status, retryAfterSeconds: seconds }) {
  if (seconds !== undefined) return `Wait ${seconds} second${seconds === 1 ? '' : 's'}, then try again.`;
  if (status === undefined) return 'Reload the page. If it happens again, tell an operator what you did.';
  return (
    ADVICE[status] ?? 'Try again. If it happens again, give the request ID to an operator, who finds it in the log.'
  );
}
