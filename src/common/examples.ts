/**
 * The ids of the account, the session and the user in all examples of the documentation. The examples are consistent
 * that way, and a running service can replace the account's id with that of an existing account.
 */
export const EXAMPLE_ACCOUNT_ID = '0193a5b2-7c1e-7d3a-9f00-3f1c2d4e5a6b';
export const EXAMPLE_SESSION_ID = '0193a5c8-41d7-7f02-8b6e-9a3c5d7e1f20';
export const EXAMPLE_USER_ID = '0193a5b2-7b90-7c55-a1d4-6e8f0a2b4c6d';
export const EXAMPLE_API_KEY_ID = '0193a5b2-7d42-7a68-b3c5-8e0f1a2b3c4d';
export const EXAMPLE_ACTION_ID = '0193a5c9-0b3d-7e11-a2c4-5d6e7f809a1b';

/** The action in all examples: it renames the example account. */
export const EXAMPLE_FUNCTION_NAME = 'PatchAccount';
export const EXAMPLE_ACTION_ARGUMENTS = `{"accountId":"${EXAMPLE_ACCOUNT_ID}","name":"Northern branch"}`;
export const EXAMPLE_ACTION_DESCRIPTION = 'Rename the account as its owner asked';

/** The date of all examples. */
export const EXAMPLE_DATE = '2026-11-22T06:07:08.123Z';

/** The name of the account for experiments, which all examples use. */
export const DEMO_ACCOUNT = 'Demo account';

/** An example of a cursor. It has no valid signature, so every list rejects it. */
export const EXAMPLE_CURSOR = 'TmV4dCBwYWdlLCBwbGVhc2U';
