import assert from 'node:assert/strict';
import {
  type AISessionInfo,
  deleteAISession,
  getAISession,
  listAISessions,
  newAISession,
  patchAISession,
} from './orval.js';

const [baseUrl = '', Authorization = '', accountId = ''] = process.argv.slice(2);
const options = { headers: { Authorization } };
// The generated functions call the server of the page that they run in.
const { fetch } = globalThis;
globalThis.fetch = (path, init) => fetch(`${baseUrl}${String(path)}`, init);

const made = await newAISession({ accountId, purpose: 'Made' }, options);
assert.ok(made.status === 200);
const session: AISessionInfo = made.data;
assert.equal(session.accountName, 'Demo account');
assert.equal(session.purpose, 'Made');

const listed = await listAISessions({ accountIds: [accountId], countPerPage: 1 }, options);
assert.ok(listed.status === 200);
assert.equal(listed.data.items?.[0]?.id, session.id);
assert.equal(listed.data.totalCount, 1);

const patched = await patchAISession(session.id, { purpose: 'Patched' }, undefined, options);
assert.ok(patched.status === 200);
assert.equal(patched.data.purpose, 'Patched');

const rejected = await newAISession({ accountId: 'acc_1' }, options);
assert.ok(rejected.status === 400);
assert.equal(rejected.data.responseStatus?.errors?.[0]?.fieldName, 'AccountId');

assert.equal((await deleteAISession(session.id, options)).status, 204);
assert.equal((await getAISession(session.id, options)).status, 404);
