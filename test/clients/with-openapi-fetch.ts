import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './openapi-typescript.js';

type Session = components['schemas']['AISessionInfo'];

const [baseUrl = '', Authorization = '', accountId = ''] = process.argv.slice(2);
// The one of the response formats that this client accepts.
const client = createClient<paths, 'application/json'>({
  baseUrl,
  headers: { Authorization, Accept: 'application/json' },
});

const made = await client.POST('/ai/sessions', { body: { accountId, purpose: 'Made' } });
assert.ok(made.data);
const session: Session = made.data;
assert.equal(session.accountName, 'Demo account');
assert.equal(session.purpose, 'Made');
const path = { sessionId: session.id ?? '' };

const listed = await client.GET('/ai/sessions', { params: { query: { accountIds: [accountId], countPerPage: 1 } } });
assert.equal(listed.data?.items?.[0]?.id, session.id);
assert.equal(listed.data?.totalCount, 1);

const patched = await client.PATCH('/ai/sessions/{sessionId}', {
  params: { path },
  body: { purpose: 'Patched' },
});
assert.equal(patched.data?.purpose, 'Patched');

const rejected = await client.POST('/ai/sessions', { body: { accountId: 'acc_1' } });
assert.equal(rejected.response.status, 400);
assert.equal(rejected.error?.responseStatus?.errors?.[0]?.fieldName, 'AccountId');

const deleted = await client.DELETE('/ai/sessions/{sessionId}', { params: { path } });
assert.equal(deleted.response.status, 204);
const gone = await client.GET('/ai/sessions/{sessionId}', { params: { path } });
assert.equal(gone.response.status, 404);
