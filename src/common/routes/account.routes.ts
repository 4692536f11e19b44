import { resourceRoutes } from './operation-route.js';

/** The routes of accounts. */
export const accountRoutes = resourceRoutes('/accounts', 'accountId', 'accounts');
