import { resourceRoutes } from './operation-route.js';

/** The routes of AI sessions. */
export const aiSessionRoutes = resourceRoutes('/ai/sessions', 'sessionId', 'ai.sessions');
