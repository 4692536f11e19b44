import { Injectable } from '@nestjs/common';
import type { ActionAnswer, ActionCall } from './action-call.js';
import { ForwardingService } from './forwarding.service.js';

/** Runs each call once. */
@Injectable()
export class ActionsService {
  /**
   * The calls that run or have succeeded, by id. A real executor stores the id in the transaction of the change, so that it
   * knows its calls after a restart too.
   */
  private readonly calls = new Map<string, Promise<ActionAnswer>>();

  constructor(private readonly forwarding: ForwardingService) {}

  run(call: ActionCall): Promise<ActionAnswer> {
    const known = this.calls.get(call.id);
    if (known) return known;
    const answer = this.execute(call);
    this.calls.set(call.id, answer);
    // A failed action is applied again with the same id once somebody has removed the cause.
    void answer.then(({ ok }) => ok || this.calls.delete(call.id));
    return answer;
  }

  private async execute({ id, functionName, arguments: args, appliedBy }: ActionCall): Promise<ActionAnswer> {
    try {
      const log = this.forwarding.call(functionName, args);
      console.log(`${functionName} ${id} for ${appliedBy}`);
      return { ok: true, log };
    } catch (error) {
      return { ok: false, error: (error as Error).message };
    }
  }
}
