import assert from 'node:assert/strict';
import { client } from './hey-api/client.gen.js';
import { deleteAiSession, getAiSession, listAiSessions, newAiSession, patchAiSession } from './hey-api/sdk.gen.js';
import type { AiSessionInfo } from './hey-api/types.gen.js';

const [baseUrl = '', Authorization = '', accountId = ''] = process.argv.slice(2);
client.setConfig({ baseUrl, headers: { Authorization } });

const made = await newAiSession({ body: { accountId, purpose: 'Made' } });
assert.ok(made.data);
const session: AiSessionInfo = made.data;
assert.equal(session.accountName, 'Demo account');
assert.equal(session.purpose, 'Made');
const path = { sessionId: session.id };

const listed = await listAiSessions({ query: { accountIds: [accountId], countPerPage: 1 } });
assert.equal(listed.data?.items?.[0]?.id, session.id);
assert.equal(listed.data?.totalCount, 1);

const patched = await patchAiSession({ path, body: { purpose: 'Patched' } });
assert.equal(patched.data?.purpose, 'Patched');

const rejected = await newAiSession({ body: { accountId: 'acc_1' } });
assert.equal(rejected.response?.status, 400);
assert.ok(rejected.error && 'responseStatus' in rejected.error);
assert.equal(rejected.error.responseStatus?.errors?.[0]?.fieldName, 'AccountId');

assert.equal((await deleteAiSession({ path })).response?.status, 204);
assert.equal((await getAiSession({ path })).response?.status, 404);
