import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { webhookKey } from '../../../config/env.actions.js';
import { webhookHeaders } from './webhook-signature.js';

const NOW = new Date('2026-11-26T02:43:17.900Z');

describe('webhookHeaders', () => {
  it.each([
    ['whsec_ and base64', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', (secret: string) => new Webhook(secret)],
    ['text', 'ä secret of 24 bytes or more', (text: string) => new Webhook(Buffer.from(text), { format: 'raw' })],
  ])('signs as the library of Standard Webhooks does, with a secret that is %s', (_, secret, webhookOf) => {
    const body = '{"id":"7","text":"Grüße"}';
    const headers = webhookHeaders(webhookKey(secret), '7', body, NOW);
    expect(headers).toEqual({
      'webhook-id': '7',
      'webhook-timestamp': '1795660997',
      'webhook-signature': webhookOf(secret).sign('7', NOW, body),
    });
  });
});
