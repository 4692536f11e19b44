import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { type Env, levelsUpTo } from '../config/env.js';

/** What Nest logs about its own set-up: a line for each module, controller and route. */
const SET_UP_CONTEXTS: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'NestMicroservice',
]);

/**
 * Nest's console logger without the lines of Nest's set-up, which it logs as `debug`. It also shows the request id of the
 * call that a line belongs to: as the member `requestId` in JSON, as `[id]` in text. The caller passes the id as a
 * structured parameter: `logger.warn(text, { requestId })`. An AsyncLocalStorage would add it by itself, but costs about
 * 10 % of the processor time of a create on Node 20, where it hooks every promise.
 */
export class ServiceLogger extends ConsoleLogger {
  constructor({ LOG_LEVEL, isProduction }: Pick<Env, 'LOG_LEVEL' | 'isProduction'>) {
    // hasColors() is for terminals alone, and heeds NO_COLOR, FORCE_COLOR and TERM. Node.js types stdout as a terminal.
    const hasColors = (process.stdout as Partial<typeof process.stdout>).hasColors?.() ?? false;
    super({
      logLevels: levelsUpTo(LOG_LEVEL),
      json: isProduction,
      flattenParams: true,
      colors: hasColors && !isProduction,
    });
  }

  override log(message: unknown, ...paramsAndContext: unknown[]): void {
    if (SET_UP_CONTEXTS.has(paramsAndContext.at(-1))) this.debug(message, ...paramsAndContext);
    else super.log(message, ...paramsAndContext);
  }

  /** The time as in the lines of the request log. */
  protected override stringifyJsonLogObject({ level, timestamp, ...others }: Record<string, unknown>): string {
    return super.stringifyJsonLogObject({ level, time: new Date(Number(timestamp)).toISOString(), ...others });
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
