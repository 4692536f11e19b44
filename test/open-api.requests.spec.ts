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

/** Operations that require the id of an account in the body, which a made-up id is not. */
const NEVER_SUCCEED: ReadonlySet<string> = new Set(['NewAIUsageRecord']);

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

  /** Creates what an operation's path names, as a link to the operation says; `undefined` if nothing was created. */
  async function create(
    { creator, parameters }: Creation,
    request: DocumentedRequest,
  ): Promise<DocumentedRequest['path']> {
    const inJson = { ...request, query: {}, headers: { accept: 'application/json' } };
    const { status, value } = await send(app.url, creator, inJson, app.authorization);
    if (status !== 200) return undefined;
    const members = Object.entries(parameters).map(([name, expression]) => {
      const member = expression.replace('$response.body#/', '');
      return [name, String((value as Record<string, unknown>)[member])] as const;
    });
    return Object.fromEntries(members);
  }

  it.each(named)('to %s is answered as the document says, if it allows it', async (name, documented) => {
    const creation = creationFor(name);
    const creating = creation ? validRequest(creation.creator) : fc.constant({});
    let successes = 0;
    await check(fc.tuple(validRequest(documented), creating), async ([request, toCreate]) => {
      const path = creation && (await create(creation, toCreate));
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

interface Creation {
  readonly creator: Documented;
  /** Runtime expressions, by parameter. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The operation whose response links to another; `undefined` if there is none. */
function creationFor(name: string): Creation | undefined {
  for (const creator of operations) {
    const links = Object.values(responseOf(creator.operation, 200)?.links ?? {});
    const link = links.find(({ operationId }) => operationId === name);
    if (link) return { creator, parameters: link.parameters };
  }
  return undefined;
}
