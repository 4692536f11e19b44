/**
 * The ids that stand for one account, one session and one user in every example of the documentation, so that the
 * examples tell one story, and so that a running service can put the id of an account it has in their place.
 */
export const EXAMPLE_ACCOUNT_ID = '0193a5b2-7c1e-7d3a-9f00-3f1c2d4e5a6b';
export const EXAMPLE_SESSION_ID = '0193a5c8-41d7-7f02-8b6e-9a3c5d7e1f20';
export const EXAMPLE_USER_ID = '0193a5b2-7b90-7c55-a1d4-6e8f0a2b4c6d';

/** The name of the account that is there to try things with, and which every example names. */
export const DEMO_ACCOUNT = 'Demo account';

/** What the place where a page ended looks like; no list takes this one, for those that it takes are signed. */
export const EXAMPLE_CURSOR = 'TmV4dCBwYWdlLCBwbGVhc2U';
