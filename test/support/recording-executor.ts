import { AIModule } from '../../src/ai/ai.module.js';
import {
  EXECUTOR,
  type Executor,
  type ExecutorCall,
  type ExecutorResult,
} from '../../src/ai/actions/functions/executor.js';

/** The only function of a {@link RecordingExecutor}. */
export const EXECUTOR_FUNCTION = 'SendReport';

/** An executor that records its calls. */
export class RecordingExecutor implements Executor {
  readonly calls: ExecutorCall[] = [];

  /** @param respond What it does with a call. */
  constructor(public respond: (call: ExecutorCall) => Promise<ExecutorResult> = () => Promise.resolve({ ok: true })) {}

  has(functionName: string): boolean {
    return functionName === EXECUTOR_FUNCTION;
  }

  check(): void {
    // takes any arguments
  }

  execute(call: ExecutorCall): Promise<ExecutorResult> {
    this.calls.push(call);
    return this.respond(call);
  }
}

/** Makes services of this test file that start from now on use an executor. */
export function provideExecutor(executor: Executor): void {
  const providers = Reflect.getMetadata('providers', AIModule) as unknown[];
  const index = providers.findIndex((provider) => (provider as { provide?: unknown }).provide === EXECUTOR);
  if (index < 0) throw new Error('The module provides no executor.');
  providers[index] = { provide: EXECUTOR, useValue: executor };
}
