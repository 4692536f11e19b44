import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { startApp, type TestApp } from './support/app.js';
import { Clock } from './support/clock.js';
import { call, encode, now } from './support/jwt.js';
import { Log } from './support/log.js';

describe('a JWT signed with a key of its issuer’s key set', () => {
  let app: TestApp;
  let issuer: Server;
  let keys: object[] = [];
  let isUnavailable = false;
  let isMoved = false;
  let asked = 0;
  beforeAll(async () => {
    issuer = createServer((_, response) => {
      asked++;
      if (isMoved) return response.writeHead(302, { location: '/moved?secret' }).end();
      return response
        .writeHead(isUnavailable ? 500 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ keys }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => issuer.once('listening', resolve));
    app = await startApp().env({
      JWT_JWKS_URL: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`,
      JWT_ISSUER: 'issuer',
      JWT_AUDIENCE: 'voice-api',
      JWT_ROLES_CLAIM: 'groups',
      LOG_LEVEL: 'error',
    });
  });
  afterAll(async () => {
    await app.stop();
    issuer.close();
  });

  const pair = async (kid?: string, alg = 'RS256') => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
    const sign = (): Promise<string> =>
      new SignJWT({ groups: ['SystemAdministrator'], sub: 's', iss: 'issuer', aud: 'voice-api', exp: now() + 600 })
        .setProtectedHeader({ alg, kid })
        .sign(privateKey);
    return { jwk, publicKey, sign };
  };

  it('authenticates with roles from the configured claim, and with new keys after a rotation', async () => {
    const clock = new Clock();
    const [first, second, third] = [await pair('1'), await pair('2', 'ES256'), await pair('3', 'EdDSA')];
    keys = [first.jwk];
    expect((await call(app, await first.sign())).status).toBe(200);
    expect((await call(app, await second.sign())).status).toBe(401);
    keys = [second.jwk, third.jwk];
    clock.pass(11);
    expect((await call(app, await second.sign())).status).toBe(200);
    expect((await call(app, await third.sign())).status).toBe(200);
    clock.stop();
  });

  it('returns 401 when the public key was used as a shared secret', async () => {
    const { jwk, publicKey } = await pair('1');
    keys = [jwk];
    const clock = new Clock();
    clock.pass(11);
    for (const guess of [await exportSPKI(publicKey), JSON.stringify(jwk)]) {
      const jwt = await new SignJWT({
        groups: ['SystemAdministrator'],
        sub: 's',
        iss: 'issuer',
        aud: 'voice-api',
        exp: now() + 60,
      })
        .setProtectedHeader({ alg: 'HS256', kid: '1' })
        .sign(new TextEncoder().encode(guess));
      expect((await call(app, jwt)).status).toBe(401);
    }
    clock.stop();
  });

  it('returns 503 while the key set is unavailable, because the token may be valid', async () => {
    const { sign } = await pair('unknown');
    const [clock, log] = [new Clock(), new Log()];
    clock.pass(3600);
    isUnavailable = true;
    const answer = await call(app, await sign());
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    // Tokens with an unknown key do not cause a request to the issuer each time.
    const before = asked;
    for (let index = 0; index < 5; index++) expect((await call(app, await sign())).status).toBe(503);
    expect(asked).toBe(before);
    expect(log.all().match(/The key set of the token issuer is unavailable: .*/g)).toHaveLength(1);
    isUnavailable = false;
    clock.pass(4);
    expect((await call(app, await sign())).status).toBe(401);
    expect(asked).toBe(before + 1);
    log.stop();
    clock.stop();
  });

  it('returns 503 while the key set redirects, and logs the target', async () => {
    const { sign } = await pair('moved');
    const [clock, log] = [new Clock(), new Log()];
    clock.pass(5400);
    isMoved = true;
    const answer = await call(app, await sign());
    isMoved = false;
    const text = log.all();
    log.stop();
    clock.stop();
    expect(answer.status).toBe(503);
    expect(text).toMatch(
      /JWT_JWKS_URL redirects to http:\/\/127\.0\.0\.1:\d+\/moved \(status 302\), which is not followed/,
    );
  });

  it('authenticates without a key id when the set has several keys', async () => {
    const [first, second, unknown] = [await pair(), await pair(), await pair()];
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    keys = [{ ...short, alg: 'RS256', use: 'sig' }, first.jwk, second.jwk];
    const clock = new Clock();
    clock.pass(7200);
    expect((await call(app, await second.sign())).status).toBe(200);
    expect((await call(app, await unknown.sign())).status).toBe(401);
    clock.stop();
  });

  it('returns 401 when its key is too short to be secure', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'short', alg: 'RS256', use: 'sig' }];
    const claims = { groups: ['SystemAdministrator'], sub: 's', iss: 'issuer', aud: 'voice-api', exp: now() + 9999 };
    const text = `${encode({ alg: 'RS256', kid: 'short' })}.${encode(claims)}`;
    const jwt = `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
    const clock = new Clock();
    clock.pass(9000);
    expect((await call(app, jwt)).status).toBe(401);
    clock.stop();
  });
});
