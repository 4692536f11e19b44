import type { OperationRoute } from './operation-route.js';

/** The routes of the usage of AI. */
export const aiUsageRoutes = {
  get: { method: 'GET', path: '/ai/usage', pattern: 'ai.usage.get' },
  record: { method: 'POST', path: '/ai/usage/records', pattern: 'ai.usage.record' },
} as const satisfies Readonly<Record<string, OperationRoute>>;
