import { expect } from '@jest/globals';
import fc, { type Arbitrary, type AsyncCommand } from 'fast-check';
import { sessionOf } from './action-client.js';
import type { ActionModel, Effect, ModelAction } from './action-model.js';
import type { ActionWorld } from './action-world.js';
import type { Answer } from './call.js';

type Command = AsyncCommand<ActionModel, ActionWorld>;

/** Makes a command from what it does; `toString` is what a failure prints. */
const command = (
  text: string,
  run: (model: ActionModel, world: ActionWorld) => Promise<void>,
  check: (model: Readonly<Pick<ActionModel, 'actions' | 'keys'>>) => boolean = () => true,
): Command => ({ check, run, toString: () => text });

const stage = (effect: Effect): Command =>
  command(`stage ${JSON.stringify(effect)}`, async (model, world) => {
    model.stage(await world.client.stageId(world.sessionId, ...world.request(effect)), effect);
    await world.expectToEqual(model, 'changed');
  });

const remove = (index: number): Command =>
  command(
    `remove ${index}`,
    (model, world) => removeOne(model, world, model.actions[index % model.actions.length]),
    ({ actions }) => actions.length > 0,
  );

/** Lets the next apply reach what stands behind a failure. */
const removeFailed = (): Command =>
  command(
    'remove the failed action',
    (model, world) => removeOne(model, world, model.actions.find(isFailed)),
    ({ actions }) => actions.some(isFailed),
  );

const isFailed = ({ status }: ModelAction): boolean => status === 'Failed';

async function removeOne(model: ActionModel, world: ActionWorld, action: ModelAction | undefined): Promise<void> {
  if (!action) throw new Error('There is no such action.');
  const { status } = await world.client.remove(world.sessionId, action.id);
  expect(status).toBe(action.status === 'Applied' ? 409 : 200);
  if (status === 200) model.remove(action);
  await world.expectToEqual(model, status === 200 ? 'changed' : 'unchanged');
}

const clear = (): Command =>
  command('clear', async (model, world) => {
    const { open } = model;
    expect((await world.client.clear(world.sessionId)).status).toBe(200);
    for (const action of open) model.remove(action);
    await world.expectToEqual(model, open.length > 0 ? 'changed' : 'unchanged');
  });

const patch = (purpose: number): Command =>
  command(`patch ${purpose}`, async (model, world) => {
    const body = { purpose: `${purpose} of ${world.etags.length}` };
    expect((await world.client.send('PATCH', `/ai/sessions/${world.sessionId}`, body)).status).toBe(200);
    await world.expectToEqual(model, 'changed');
  });

const apply = (match: 'any' | 'current' | 'stale', isKeyed: boolean): Command =>
  command(`apply ${match}${isKeyed ? ' with a key' : ''}`, async (model, world) => {
    const key = isKeyed ? `${world.sessionId}.${++world.keyCount}` : undefined;
    const ifMatch = match === 'any' ? undefined : world.etags.at(match === 'current' ? -1 : -2);
    if (match === 'stale' && world.etags.length > 1) {
      expect((await world.client.apply(world.sessionId, { key, ifMatch })).status).toBe(412);
      return world.expectToEqual(model, 'unchanged');
    }
    if (key !== undefined) model.keys.set(key, { ifMatch, isDone: false });
    await applyOnce(model, world, key, ifMatch);
  });

/** Repeats an earlier request: a lost response, or a crash. */
const retry = (index: number): Command =>
  command(
    `retry ${index}`,
    async (model, world) => {
      const [key = '', request] = [...model.keys][index % model.keys.size] ?? [];
      if (!request?.isDone) return applyOnce(model, world, key, request?.ifMatch);
      const answer = await world.client.apply(world.sessionId, { key, ifMatch: request.ifMatch });
      expect(answer.status).toBe(200);
      expect(storedPart(answer)).toEqual(request.answer ?? storedPart(answer));
      request.answer = storedPart(answer);
      await world.expectToEqual(model, 'unchanged');
    },
    ({ keys }) => keys.size > 0,
  );

/** Sends another request with a used key. */
const reuse = (index: number): Command =>
  command(
    `reuse ${index}`,
    async (model, world) => {
      const [key, request] = [...model.keys][index % model.keys.size] ?? [];
      const ifMatch = request?.ifMatch === undefined ? world.etags.at(-1) : undefined;
      expect((await world.client.apply(world.sessionId, { key, ifMatch })).status).toBe(422);
      await world.expectToEqual(model, 'unchanged');
    },
    ({ keys }) => keys.size > 0,
  );

async function applyOnce(
  model: ActionModel,
  world: ActionWorld,
  key: string | undefined,
  ifMatch: string | undefined,
): Promise<void> {
  const hasWork = model.open.length > 0 || model.isContinued(key);
  const ends = model.apply(key);
  const answer = await world.client.apply(world.sessionId, { key, ifMatch });
  expect(answer.status).toBe(ends ? 200 : 503);
  const request = model.keys.get(key ?? '');
  if (ends) {
    expect((sessionOf(answer).actions ?? []).map(({ id }) => id)).toEqual(model.open.map(({ id }) => id));
    if (request) Object.assign(request, { isDone: true, answer: storedPart(answer) });
  }
  await world.expectToEqual(model, hasWork ? 'changed' : 'unchanged');
  if (ends) expect(answer.headers.get('etag')).toBe(world.etags.at(-1));
}

const storedPart = ({ text, headers }: Answer) => ({ text, etag: headers.get('etag') });

const number = (count: number): Arbitrary<number> => fc.nat({ max: count - 1 });
const call = fc.record({
  kind: fc.constant('call-executor' as const),
  outcome: fc.constantFrom('ok' as const, 'crash' as const, 'crash' as const, 'refused' as const),
});
const effects: Arbitrary<Effect> = fc.oneof(
  fc.record({ kind: fc.constant('create-account' as const), name: number(8) }),
  fc.record({ kind: fc.constant('rename-account' as const), account: number(2), name: number(8) }),
  fc.record({ kind: fc.constant('delete-account' as const), account: number(2) }),
  fc.record({ kind: fc.constant('create-session' as const), account: fc.option(number(2)) }),
  fc.constantFrom<Effect>({ kind: 'patch-own-session' }, { kind: 'delete-other-session' }),
  { weight: 3, arbitrary: call },
);
const applies = fc
  .tuple(fc.constantFrom('any' as const, 'any' as const, 'current' as const, 'stale' as const), fc.boolean())
  .map((how) => apply(...how));

/**
 * Stage, remove, clear, patch, apply and retry, in any order; the more often one stands here, the more often it is run.
 * An apply that calls the executor with the outcome `crash` crashes, once.
 */
export const actionCommands: Arbitrary<Command>[] = [
  ...Array.from({ length: 5 }, () => effects.map(stage)),
  ...[applies, applies, applies, applies],
  ...[fc.nat().map(retry), fc.nat().map(retry), fc.nat().map(reuse)],
  ...[fc.constant(removeFailed()), fc.constant(removeFailed()), fc.nat().map(remove)],
  ...[fc.constant(clear()), number(2).map(patch)],
];
