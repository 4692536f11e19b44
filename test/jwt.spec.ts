import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JWTPayload, SignJWT } from 'jose';
import { basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { Clock } from './support/clock.js';
import { call, encode, now } from './support/jwt.js';

const SECRET = 'a secret of more than thirty-two bytes';
const secret = new TextEncoder().encode(SECRET);
const CLAIMS: JWTPayload = { roles: ['SystemAdministrator'] };

/** A token that is valid except for the changes of a test. */
const token = (change: JWTPayload = {}, key = secret, header = { alg: 'HS256' }): Promise<string> => {
  const claims = { ...CLAIMS, sub: 'service', iss: 'issuer', aud: 'voice-api', exp: now() + 60, ...change };
  return new SignJWT(claims).setProtectedHeader(header).sign(key);
};

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
