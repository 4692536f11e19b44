import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { Clock } from './support/clock.js';
import { Log } from './support/log.js';

const SECRET = 'a secret of more than thirty-two bytes';
const secret = new TextEncoder().encode(SECRET);
const CLAIMS: JWTPayload = { roles: ['SystemAdministrator'] };
const now = (): number => Math.floor(Date.now() / 1000);
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that is valid except for the changes of a test. */
const token = (change: JWTPayload = {}, key = secret, header = { alg: 'HS256' }): Promise<string> => {
  const claims = { ...CLAIMS, sub: 'service', iss: 'issuer', aud: 'voice-api', exp: now() + 60, ...change };
  return new SignJWT(claims).setProtectedHeader(header).sign(key);
};

const call = (app: TestApp, jwt: string): Promise<Answer> =>
  app.postJson('/ai/sessions', {}, { authorization: `Bearer ${jwt}` });

describe('a JWT signed with a shared secret', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().env({ JWT_SECRET: SECRET, JWT_ISSUER: 'issuer', JWT_AUDIENCE: 'voice-api' });
  });
  afterAll(() => app.stop());

  it('authenticates its subject with its roles', async () => {
    const answer = await call(app, await token());
    expect([answer.status, answer.json.createdBy]).toEqual([200, 'service']);
    const one = await call(app, await token({ roles: 'SystemAdministrator', aud: ['other', 'voice-api'] }));
    expect(one.status).toBe(200);
  });

  it.each([[[]], ['Clerk'], [{ SystemAdministrator: true }], [[['SystemAdministrator']]], [undefined]])(
    'returns 403 when its roles are %j',
    async (roles) => {
      expect((await call(app, await token({ roles }))).status).toBe(403);
    },
  );

  it.each([
    ['has another audience', () => token({ aud: 'other' })],
    ['has no audience', () => token({ aud: undefined })],
    ['has another issuer', () => token({ iss: 'other' })],
    ['has expired', () => token({ exp: now() - 40 })],
    ['never expires', () => token({ exp: undefined })],
    ['is not valid yet', () => token({ nbf: now() + 60 })],
    ['has no subject', () => token({ sub: undefined })],
    ['has an empty subject', () => token({ sub: '' })],
    ['has a subject that is not a string', () => token({ sub: 5 as unknown as string })],
    ['has a subject that XML cannot represent', () => token({ sub: 'a\u0000b' })],
    ['has a local user’s name', () => token({ sub: 'admin' })],
    ['has a subject of 201 characters', () => token({ sub: 'x'.repeat(201) })],
    ['is signed with another secret', () => token({}, new TextEncoder().encode('x'.repeat(32)))],
    [
      'is signed with an algorithm that is not allowed',
      () => token({}, new TextEncoder().encode('x'.repeat(64)), { alg: 'HS512' }),
    ],
    [
      'is signed with an algorithm that is not allowed, and the right secret',
      () => token({}, secret, { alg: 'HS384' }),
    ],
    ['is not a token', () => Promise.resolve('a.b.c')],
    [
      'has an unknown critical header',
      async () => (await token()).replace(/^[^.]+/, encode({ alg: 'HS256', crit: ['x'], x: 1 })),
    ],
    ['has no signature', async () => (await token()).replace(/[^.]+$/, '')],
    [
      'has other claims than the signed ones',
      async () => (await token()).replace(/\.[^.]+\./, `.${encode({ ...CLAIMS, sub: 'root', exp: now() + 60 })}.`),
    ],
    ...['none', 'None', 'NONE', ''].map((alg): [string, () => Promise<string>] => [
      `has the algorithm '${alg}'`,
      () =>
        Promise.resolve(
          `${encode({ alg })}.${encode({ ...CLAIMS, sub: 's', iss: 'issuer', aud: 'voice-api', exp: now() + 60 })}.`,
        ),
    ]),
  ])('returns 401 when it %s', async (_, make) => {
    const answer = await call(app, await make());
    expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([401, 'Unauthorized']);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('has idempotency keys separate from those of a local user with the same name', async () => {
    const keyed = async (authorization: string): Promise<unknown> =>
      (await app.postJson('/ai/sessions', {}, { authorization, 'idempotency-key': 'k' })).json.id;
    const byToken = await keyed(`Bearer ${await token({ sub: 'ada' })}`);
    expect(await keyed(`Bearer ${await token({ sub: 'ada', jti: 'another' })}`)).toBe(byToken);
    await user('ada', PASSWORD, 'SystemAdministrator')(app);
    expect(await keyed(basic('ada', PASSWORD))).not.toBe(byToken);
  });

  it('expires by the clock of the machine, also when that is set forward', async () => {
    const jwt = await token({ exp: now() + 60 });
    expect((await call(app, jwt)).status).toBe(200);
    const clock = new Clock({ isMonotonicClockKept: true });
    try {
      clock.pass(91);
      expect((await call(app, jwt)).status).toBe(401);
    } finally {
      clock.stop();
    }
  });

  it('is accepted by a clock that differs by less than 30 s', async () => {
    for (const change of [{ nbf: now() + 2 }, { nbf: now() + 20 }, { exp: now() - 20 }]) {
      expect((await call(app, await token(change))).status).toBe(200);
    }
  });

  it.each([8_192, 11_000])('is accepted with claims of more than %d characters', async (length) => {
    const jwt = await token({ filling: 'x'.repeat(length) });
    expect(jwt.length).toBeLessThan(16 * 1024);
    expect((await call(app, jwt)).status).toBe(200);
  });

  it.each([
    ['SystemAdministrator Clerk'],
    ['Clerk,SystemAdministrator'],
    ['Clerk, SystemAdministrator'],
    [' SystemAdministrator '],
    [['Clerk', 'SystemAdministrator']],
  ])('is accepted with the roles %j', async (roles) => {
    expect((await call(app, await token({ roles }))).status).toBe(200);
  });

  it('is accepted until it expires, and no longer than the clock tolerance', async () => {
    const clock = new Clock();
    try {
      const jwt = await token({ exp: now() + 60 });
      expect((await call(app, jwt)).status).toBe(200);
      clock.pass(58);
      expect((await call(app, jwt)).status).toBe(200);
      clock.pass(30);
      expect((await call(app, jwt)).status).toBe(200);
      clock.pass(4);
      expect((await call(app, jwt)).status).toBe(401);
    } finally {
      clock.stop();
    }
  });
});

describe('a JWT with its roles in another claim', () => {
  const roles = ['SystemAdministrator'];
  it.each<[claim: string, claims: JWTPayload, status: number]>([
    ['realm_access.roles', { realm_access: { roles } }, 200], // Keycloak's default
    ['resource_access.voice-api.roles', { resource_access: { 'voice-api': { roles } } }, 200], // Keycloak's client roles
    ['realm_access.roles', { realm_access: { roles: 'Clerk SystemAdministrator' } }, 200],
    ['realm_access.roles', { 'realm_access.roles': roles }, 200],
    ['realm_access.roles', { realm_access: [{ roles }], roles }, 403],
    ['realm_access.roles', { realm_access: 'roles' }, 403],
    ['realm_access.roles.length', { realm_access: { roles } }, 403],
    ['https://example.org/roles', { 'https://example.org/roles': roles }, 200],
    ['https://example.org/roles', { 'https://example': { 'org/roles': roles } }, 403],
    ['urn:example.org:roles', { 'urn:example': { 'org:roles': roles } }, 403],
    ['constructor.name', {}, 403],
  ])('in %s: %j returns %d', async (JWT_ROLES_CLAIM, claims, status) => {
    const app = await startApp().env({ JWT_SECRET: SECRET, JWT_ROLES_CLAIM, JWT_CLOCK_TOLERANCE: '0' });
    expect((await call(app, await token({ roles: undefined, ...claims }))).status).toBe(status);
    expect((await call(app, await token({ ...claims, exp: now() - 1 }))).status).toBe(401);
    await app.stop();
  });
});

describe('a JWT without a configured key', () => {
  it('returns 401', async () => {
    const app = await startApp();
    expect((await call(app, await token())).status).toBe(401);
    await app.stop();
  });
});

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
    const clock = new Clock();
    clock.pass(3600);
    isUnavailable = true;
    const answer = await call(app, await sign());
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    // Tokens with an unknown key do not cause a request to the issuer each time.
    const before = asked;
    for (let index = 0; index < 5; index++) expect((await call(app, await sign())).status).toBe(503);
    expect(asked).toBe(before);
    isUnavailable = false;
    clock.pass(4);
    expect((await call(app, await sign())).status).toBe(401);
    expect(asked).toBe(before + 1);
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
