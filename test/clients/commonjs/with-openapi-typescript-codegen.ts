import assert from 'node:assert/strict';
import { type AISessionInfo, AiSessionsService, ApiError, OpenAPI } from './openapi-typescript-codegen';

const [baseUrl = '', Authorization = '', accountId = ''] = process.argv.slice(2);
OpenAPI.BASE = baseUrl;
OpenAPI.HEADERS = { Authorization };

async function run(): Promise<void> {
  const session: AISessionInfo = await AiSessionsService.newAiSession(undefined, undefined, {
    accountId,
    purpose: 'Made',
  });
  assert.equal(session.accountName, 'Demo account');
  assert.equal(session.purpose, 'Made');
  const { id } = session;

  const list = await AiSessionsService.listAiSessions([accountId]);
  assert.equal(list.items?.[0]?.id, id);
  assert.equal(list.totalCount, 1);

  const patched = await AiSessionsService.patchAiSession(id, undefined, undefined, undefined, undefined, {
    purpose: 'Patched',
  });
  assert.equal(patched.purpose, 'Patched');

  const statusOf = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => assert.fail('The call succeeded.'),
      (error: unknown) => (error instanceof ApiError ? error.status : error),
    );
  assert.equal(await statusOf(AiSessionsService.newAiSession(undefined, undefined, { accountId: 'acc_1' })), 400);
  await AiSessionsService.deleteAiSession(id);
  assert.equal(await statusOf(AiSessionsService.getAiSession(id)), 404);
}

void run();
