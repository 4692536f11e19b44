import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { Role } from '../src/auth/principal.js';
import { Database } from '../src/database/engine/database.js';
import { Statement } from '../src/database/engine/statement.js';
import { actionCommands } from './support/action-commands.js';
import { ActionModel } from './support/action-model.js';
import { ActionWorld } from './support/action-world.js';
import { startApp, type TestApp } from './support/app.js';
import { RecordingExecutor, withExecutor } from './support/recording-executor.js';

/** How many sequences of commands are run: `MODEL_RUNS=500 npm test -- apply.model` for a long run. */
const MODEL_RUNS = Number(process.env.MODEL_RUNS ?? 8);
const MAX_COMMANDS = 60;
const TIMEOUT_PER_RUN_MS = 30_000;

describe('actions', () => {
  const executor = new RecordingExecutor();
  let app: TestApp;
  beforeAll(async () => {
    app = await withExecutor(executor, () => startApp().as(Role.SystemAdministrator));
  });
  afterAll(() => app.stop());

  /** What a crash during a call leaves behind: the executor has done it, and nobody holds the lease any more. */
  const loseLease = async (sessionId: string): Promise<void> => {
    const database = app.nest.get(Database);
    const update = new Statement(database.dialect);
    update.text = `UPDATE ai_session_changesets SET "leaseUntil" = NULL WHERE "sessionId" = ${update.value(sessionId)}`;
    await database.run(update);
  };

  it(
    'are staged, removed, applied and retried as the model says, whenever an apply crashes',
    async () => {
      executor.respond = async ({ id, sessionId, arguments: { outcome } }) => {
        if (outcome === 'refused') return { ok: false, error: 'Refused.' };
        const isFirst = executor.calls.filter((call) => call.id === id).length === 1;
        if (outcome === 'crash' && isFirst) await loseLease(sessionId);
        return { ok: true };
      };
      await fc.assert(
        fc.asyncProperty(fc.commands(actionCommands, { maxCommands: MAX_COMMANDS, size: 'max' }), async (commands) => {
          const world = await ActionWorld.create(app, executor);
          await fc.asyncModelRun(() => ({ model: new ActionModel(), real: world }), commands);
        }),
        { numRuns: MODEL_RUNS },
      );
    },
    MODEL_RUNS * TIMEOUT_PER_RUN_MS,
  );
});
