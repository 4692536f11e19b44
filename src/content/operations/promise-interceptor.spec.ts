import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionContext, NestInterceptor } from '@nestjs/common';
import { InterceptorsConsumer } from '@nestjs/core/interceptors/interceptors-consumer.js';
import { isObservable, lastValueFrom, of } from 'rxjs';
import { PromiseInterceptor, runPromiseInterceptorsDirectly } from './promise-interceptor.js';

class Recorder extends PromiseInterceptor {
  constructor(
    private readonly name: string,
    private readonly record: string[],
  ) {
    super();
  }

  async around(context: ExecutionContext, run: () => Promise<unknown>): Promise<unknown> {
    this.record.push(`${this.name} before ${context.getType()} ${context.getClass().name} ${context.getArgByIndex(0)}`);
    const result = await run();
    this.record.push(`${this.name} after`);
    return `${this.name}(${String(result)})`;
  }
}

/** An interceptor of a package, which knows only rxjs. */
const foreign: NestInterceptor = { intercept: (_context, next) => next.handle() };

describe('promise interceptors', () => {
  beforeAll(runPromiseInterceptorsDirectly);

  const intercept = (interceptors: NestInterceptor[], next: () => Promise<unknown>) => {
    const handler = (): undefined => undefined;
    return new InterceptorsConsumer().intercept(interceptors, ['argument'], new Map(), handler, next, 'rpc');
  };
  const resultOf = async (result: unknown): Promise<unknown> => {
    const value = await result;
    return isObservable(value) ? lastValueFrom(value) : value;
  };

  it.each([
    ['without rxjs', [], false],
    ['in the pipeline of Nest beside an interceptor of another kind', [foreign], true],
  ])('run in order around the handler, %s', async (_title, others, usesRxjs) => {
    const record: string[] = [];
    const chain = [new Recorder('a', record), ...others, new Recorder('b', record)];
    const result = await intercept(chain, () => {
      record.push('handler');
      return Promise.resolve('result');
    });
    expect(isObservable(result)).toBe(usesRxjs);
    expect(await resultOf(result)).toBe('a(b(result))');
    expect(record).toEqual(['a before rpc Map argument', 'b before rpc Map argument', 'handler', 'b after', 'a after']);
  });

  it.each([[[]], [[foreign]]])('pass errors of the handler and of an interceptor on', async (others) => {
    const fails: PromiseInterceptor = new (class extends PromiseInterceptor {
      around(): Promise<unknown> {
        throw new Error('of an interceptor');
      }
    })();
    const handlerFails = intercept([new Recorder('a', []), ...others], () =>
      Promise.reject(new Error('of the handler')),
    );
    await expect(resultOf(handlerFails)).rejects.toThrow('of the handler');
    const interceptorFails = intercept([new Recorder('a', []), fails, ...others], () => Promise.resolve());
    await expect(resultOf(interceptorFails)).rejects.toThrow('of an interceptor');
  });

  it.each([[[]], [[foreign]]])('receive the last value of a handler that returns an Observable', async (others) => {
    const result = intercept([new Recorder('a', []), ...others], () => Promise.resolve(of(1, 2)));
    expect(await resultOf(result)).toBe('a(2)');
  });

  it('leave a handler without interceptors as it is', async () => {
    expect(await intercept([], () => Promise.resolve('result'))).toBe('result');
  });
});
