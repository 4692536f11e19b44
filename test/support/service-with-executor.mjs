// The service with an executor that posts each call to EXECUTOR_URL. Only tests start it.
import { AIModule } from '../../dist/src/ai/ai.module.js';
import { ProcessEnd } from '../../dist/src/bootstrap/process-end.js';
import { startService } from '../../dist/src/bootstrap/service.js';
import { announceStart } from '../../dist/src/bootstrap/start-banner.js';
import { loadEnv } from '../../dist/src/config/env.js';
import { EXECUTOR } from '../../dist/src/ai/actions/functions/executor.js';

const executor = {
  has: (functionName) => functionName === 'SendReport',
  canExecute: (functionName) => functionName === 'SendReport',
  check: () => undefined,
  execute: async (call, signal) => {
    const body = JSON.stringify(call);
    return (await fetch(process.env.EXECUTOR_URL, { method: 'POST', body, signal })).json();
  },
};
const providers = Reflect.getMetadata('providers', AIModule);
const index = providers.findIndex(({ provide }) => provide === EXECUTOR);
providers[index] = { provide: EXECUTOR, useValue: executor };

const processEnd = new ProcessEnd();
const env = loadEnv();
const service = await startService(env);
processEnd.follow(service);
announceStart(service, env);
