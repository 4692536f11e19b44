import type { OperationRoute } from './operation-route.js';

const SESSION = '/ai/sessions/{sessionId}';
const ACTIONS = `${SESSION}/actions`;
const ACTION = `${ACTIONS}/{actionId}`;

/** The routes of the actions of AI sessions. */
export const aiSessionActionRoutes = {
  create: { method: 'POST', path: ACTIONS, pattern: 'ai.sessions.actions.create' },
  list: { method: 'GET', path: ACTIONS, pattern: 'ai.sessions.actions.list' },
  get: { method: 'GET', path: ACTION, pattern: 'ai.sessions.actions.get' },
  delete: { method: 'DELETE', path: ACTION, pattern: 'ai.sessions.actions.delete' },
  clear: { method: 'DELETE', path: ACTIONS, pattern: 'ai.sessions.actions.clear' },
  apply: { method: 'POST', path: `${SESSION}/apply`, pattern: 'ai.sessions.apply' },
} as const satisfies Record<string, OperationRoute>;
