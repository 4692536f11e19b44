import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Role } from '../src/auth/principal.js';
import { startApp, type TestApp } from './support/app.js';
import { type DocumentedRequest, send } from './support/documented-request.js';
import { type Documented, operations, responseOf } from './support/open-api.js';
import { invalidRequests, validRequest } from './support/request-values.js';

/** To repeat a run, set PROPERTY_SEED to the seed that the failure prints. */
const SEED = Number(process.env.PROPERTY_SEED ?? 20_261_126);
const RUNS = 25;

/** Operations that require an account or a user in the body, which is never made up, and the operation on what they create. */
const NEVER_SUCCEED: ReadonlySet<string> = new Set(['NewAIUsageRecord', 'CreateApiKey', 'DeleteApiKey']);

/** Whether every request needs credentials. An empty requirement makes them optional. */
const isGuarded = ({ operation: { security } }: Documented): boolean =>
  security.length > 0 && security.every((requirement) => Object.keys(requirement).length > 0);

/** These requests are made from openapi.json alone, as a tester who has nothing else would make them. */
describe('a request that is made from the OpenAPI document', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  const named = operations.map((documented) => [documented.operation.operationId, documented] as const);

  const check = <T>(values: fc.Arbitrary<T>, predicate: (value: T) => Promise<void>): Promise<void> =>
    fc.assert(fc.asyncProperty(values, predicate), { seed: SEED, numRuns: RUNS });

  /**
   * Creates what an operation's path names, one object in the other, as links to the operation say.
   *
   * @param requests One for each creation.
   * @returns The path parameters; `undefined` if something was not created.
   */
  async function create(
    creations: readonly Creation[],
    requests: readonly DocumentedRequest[],
  ): Promise<DocumentedRequest['path'] | undefined> {
    let path: Readonly<Record<string, string>> = {};
    for (const [index, { creator, parameters }] of creations.entries()) {
      const request = requests[index];
      if (!request) throw new Error('A creation has no request.');
      const inJson = {
        ...request,
        body: withUniqueName(request.body),
        path,
        query: {},
        headers: { accept: 'application/json' },
      };
      const { status, value } = await send(app.url, creator, inJson, app.authorization);
      if (status !== 200) return undefined;
      const { id } = value as { id: string };
      const members = Object.entries(parameters).map(([name, expression]) => {
        return [name, expression === '$response.body#/id' ? id : String(path[name])] as const;
      });
      path = Object.fromEntries(members);
    }
    return path;
  }

  it.each(named)('to %s is answered as the document says, if it allows it', async (name, documented) => {
    const creations = creationsFor(name);
    const creating = fc.tuple(...creations.map(({ creator }) => validRequest(creator)));
    let successes = 0;
    await check(fc.tuple(validRequest(documented), creating), async ([request, toCreate]) => {
      const path = creations.length > 0 && (await create(creations, toCreate));
      const { status } = await send(app.url, documented, path ? { ...request, path } : request, app.authorization);
      expect(status).toBeLessThan(500);
      if (status < 300) successes++;
    });
    expect(successes > 0).toBe(!NEVER_SUCCEED.has(name));
  });

  it.each(named.filter(([, documented]) => invalidRequests(documented).length > 0))(
    'to %s is refused as the document says, if it does not allow it',
    async (_, documented) => {
      await check(fc.oneof(...invalidRequests(documented)), async (request) => {
        const { status } = await send(app.url, documented, request, app.authorization);
        expect(Math.floor(status / 100)).toBe(4);
      });
    },
  );

  it.each(named.filter(([, documented]) => isGuarded(documented)))(
    'to %s is 401 without credentials, whether it is valid or not',
    async (_, documented) => {
      await check(fc.oneof(validRequest(documented), ...invalidRequests(documented)), async (request) => {
        expect((await send(app.url, documented, request, '')).status).toBe(401);
      });
    },
  );
});

let nameCount = 0;

/** Names of users are unique, but the seed makes the same ones for each operation. */
const withUniqueName = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'userName' in body
    ? { ...body, userName: `${String(body.userName)}${++nameCount}` }
    : body;

interface Creation {
  readonly creator: Documented;
  /** Runtime expressions, by parameter. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The operations whose responses link to another, the first one first; empty if there are none. */
function creationsFor(name: string): Creation[] {
  for (const creator of operations) {
    const links = Object.values(responseOf(creator.operation, 200)?.links ?? {});
    const link = links.find(({ operationId }) => operationId === name);
    if (link) return [...creationsFor(creator.operation.operationId), { creator, parameters: link.parameters }];
  }
  return [];
}
