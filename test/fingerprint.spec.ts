import { describe, expect, it } from '@jest/globals';
import { DeleteAccount, NewAccount, PatchAccount } from '../src/accounts/dto/account-requests.dto.js';
import { DeleteAISession, PatchAISession } from '../src/ai/dto/ai-session-requests.dto.js';
import { NewAISession } from '../src/ai/dto/new-ai-session.dto.js';
import { DataContract } from '../src/common/contract/data-contract.js';
import { DataMember } from '../src/common/contract/data-member.js';
import { ExpectedVersion } from '../src/common/results.js';
import { fingerprintText } from '../src/database/idempotency/fingerprint.js';

/** The operation as a later version may have it. */
@DataContract('Voice.Api.AI', { name: 'NewAISession' })
class LaterNewAISession {
  @DataMember()
  title?: string | null;

  @DataMember()
  purpose?: string | null;

  @DataMember()
  accountId?: string | null;
}

@DataContract('Voice.Api.AI', { name: 'PatchAISession' })
class LaterPatchAISession extends LaterNewAISession {
  @DataMember()
  sessionId!: string;
}

describe('the fingerprint of a request', () => {
  // The texts of version 0.1.0, whose digests are in databases.
  it.each([
    [fingerprintText(NewAISession, {}), '["NewAISession",null,null]'],
    [fingerprintText(NewAISession, { accountId: 'a', purpose: 'p' }), '["NewAISession","a","p"]'],
    [fingerprintText(NewAccount, { name: 'n' }), '["NewAccount","n",null]'],
    [fingerprintText(NewAccount, { name: 'n', parentAccountId: 'p' }), '["NewAccount","n","p"]'],
    [
      fingerprintText(PatchAISession, { purpose: null, sessionId: 's' }, { expected: undefined }),
      '["PatchAISession",{"sessionId":"s","purpose":null},null]',
    ],
    [
      fingerprintText(PatchAISession, { sessionId: 's' }, { expected: 'any' }),
      '["PatchAISession",{"sessionId":"s"},"any"]',
    ],
    [
      fingerprintText(
        PatchAccount,
        { parentAccountId: 'p', name: 'n', accountId: 'a' },
        { expected: [new ExpectedVersion(1), new ExpectedVersion(2)] },
      ),
      '["PatchAccount",{"accountId":"a","name":"n","parentAccountId":"p"},[1,2]]',
    ],
    [
      fingerprintText(DeleteAISession, { sessionId: 's' }, { expected: [new ExpectedVersion(3)] }),
      '["DeleteAISession","s",[3]]',
    ],
    [fingerprintText(DeleteAccount, { accountId: 'a' }, { expected: undefined }), '["DeleteAccount","a",null]'],
  ])('is %s', (text, stored) => {
    expect(text).toBe(stored);
  });

  it('is the same for a request without a member that was added later, in any order of declaration', () => {
    expect(fingerprintText(LaterNewAISession, { accountId: 'a' })).toBe(
      fingerprintText(NewAISession, { accountId: 'a' }),
    );
    const change = { sessionId: 's', purpose: 'p' };
    const condition = { expected: undefined };
    expect(fingerprintText(LaterPatchAISession, change, condition)).toBe(
      fingerprintText(PatchAISession, change, condition),
    );
  });

  it('differs for another value of a member that was added later', () => {
    const texts = [{}, { title: 'one' }, { title: 'two' }].map((request) =>
      fingerprintText(LaterNewAISession, request),
    );
    expect(new Set(texts).size).toBe(3);
    expect(fingerprintText(LaterNewAISession, { title: null })).toBe(texts[0]);
  });

  it('differs in a patch for a member that is null and one that was not sent', () => {
    const condition = { expected: undefined };
    expect(fingerprintText(LaterPatchAISession, { sessionId: 's', title: null }, condition)).not.toBe(
      fingerprintText(LaterPatchAISession, { sessionId: 's' }, condition),
    );
  });
});
