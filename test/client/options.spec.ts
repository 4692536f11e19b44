import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AISessionsClientOptions } from '../../src/client/index.js';
import { ClientFixture } from '../support/client-fixture.js';

describe('an app with the client', () => {
  let desk: ClientFixture;
  beforeAll(async () => {
    desk = await ClientFixture.open();
  });
  afterAll(() => desk.close());

  it.each<[string, Partial<Record<keyof AISessionsClientOptions, unknown>>]>([
    ['transport must be', { transport: undefined }],
    ['transport must be', { transport: 'localhost' }],
    ['transport must be', { transport: 'ftp://localhost' }],
    ['transport must be', { transport: 'tcp://localhost' }],
    ['transport must be', { transport: 'nats://user:secret%@localhost' }],
    ['transport must be', { transport: 'http://user:secret@localhost' }],
    ['credentials must be', { credentials: undefined }],
    ['credentials must be', { credentials: { apiKey: 'a', jwt: 'secret' } }],
    ['credentials.apiKey must be', { credentials: { apiKey: 'secret\n' } }],
    ['credentials.jwt must be', { credentials: { jwt: '' } }],
    ['timeout must be', { timeout: '5s' }],
    ['retries must be', { retries: -1 }],
  ])('does not start when %s', async (reason, options) => {
    const error: unknown = await desk.appWith(options as Partial<AISessionsClientOptions>).catch((e: unknown) => e);
    expect(String(error)).toContain(`AISessionsClientModule: ${reason}`);
    expect(String(error)).not.toContain('secret');
  });
});
