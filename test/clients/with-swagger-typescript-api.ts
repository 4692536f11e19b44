import assert from 'node:assert/strict';
import { type AISessionInfo, Api, type ErrorResponse, type HttpResponse } from './swagger-typescript-api.js';

const [baseUrl = '', Authorization = '', accountId = ''] = process.argv.slice(2);
const { ai } = new Api({ baseUrl, baseApiParams: { headers: { Authorization } } });

const made = await ai.newAiSession({}, { accountId, purpose: 'Made' });
const session: AISessionInfo = made.data;
assert.equal(session.accountName, 'Demo account');
assert.equal(session.purpose, 'Made');
const id = session.id ?? '';

const { data: list } = await ai.listAiSessions({ accountIds: [accountId], countPerPage: 1 });
assert.equal(list.items?.[0]?.id, id);
assert.equal(list.totalCount, 1);

const patched = await ai.patchAiSession(id, {}, { purpose: 'Patched' });
assert.equal(patched.data.purpose, 'Patched');

/** The error response of a call: this client throws it. */
async function errorOf(call: Promise<unknown>): Promise<HttpResponse<unknown, ErrorResponse>> {
  return call.then(
    () => assert.fail('The call succeeded.'),
    (answer: HttpResponse<unknown, ErrorResponse>) => answer,
  );
}

const rejected = await errorOf(ai.newAiSession({}, { accountId: 'acc_1' }));
assert.equal(rejected.status, 400);
assert.equal(rejected.error.responseStatus?.errors?.[0]?.fieldName, 'AccountId');

assert.equal((await ai.deleteAiSession(id)).status, 204);
assert.equal((await errorOf(ai.getAiSession(id))).status, 404);
