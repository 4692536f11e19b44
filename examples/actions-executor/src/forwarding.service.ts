import { Injectable } from '@nestjs/common';

/** What this executor can do: the functions of functions.yaml. */
@Injectable()
export class ForwardingService {
  private readonly targets = new Map<string, string>();

  /**
   * @returns A text for the log.
   * @throws Error that says why the function failed.
   */
  call(functionName: string, { extension = '', to = '' }: Readonly<Record<string, string>>): string {
    switch (functionName) {
      case 'setForwarding':
        this.targets.set(extension, to);
        return `Extension ${extension} is forwarded to ${to}.`;
      case 'removeForwarding':
        if (!this.targets.delete(extension)) throw new Error(`Extension ${extension} is not forwarded.`);
        return `Extension ${extension} is no longer forwarded.`;
      default:
        throw new Error(`There is no function '${functionName}'.`);
    }
  }
}
