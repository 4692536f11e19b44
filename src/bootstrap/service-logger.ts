import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/**
 * Nest's console logger, which shows the request id of the call that a line belongs to: as the member `requestId` in
 * JSON, as `[id]` in text. The caller passes the id as a structured parameter: `logger.warn(text, { requestId })`.
 * An AsyncLocalStorage would add it by itself, but costs about 10 % of the processor time of a create on Node 20, where
 * it hooks every promise.
 */
export class ServiceLogger extends ConsoleLogger {
  constructor({ logLevels, isJson }: { readonly logLevels: LogLevel[]; readonly isJson: boolean }) {
    super({ logLevels, json: isJson, flattenParams: true });
  }

  protected override formatMessage(
    level: LogLevel,
    message: unknown,
    pid: string,
    levelText: string,
    context: string,
    elapsed: string,
    params: Readonly<Record<string, unknown>> = {},
  ): string {
    const { requestId, ...others } = params;
    const contextAndId = typeof requestId === 'string' ? `${context}[${requestId}] ` : context;
    const otherParams = Object.keys(others).length > 0 ? others : undefined;
    return super.formatMessage(level, message, pid, levelText, contextAndId, elapsed, otherParams);
  }
}
