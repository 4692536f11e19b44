import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { InterceptorsConsumer } from '@nestjs/core/interceptors/interceptors-consumer.js';
import { from, isObservable, lastValueFrom, type Observable } from 'rxjs';

/**
 * An interceptor whose work is one promise. Nest runs it like any other interceptor. After
 * {@link runPromiseInterceptorsDirectly} it runs without Nest's rxjs pipeline, which costs a create 20 KB of garbage.
 */
export abstract class PromiseInterceptor implements NestInterceptor {
  /**
   * Runs around the handler.
   *
   * @param run Runs the interceptors after this one and the handler. Call it at most once.
   * @returns What replaces the handler's result.
   */
  abstract around(context: ExecutionContext, run: () => Promise<unknown>): Promise<unknown>;

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return from(this.around(context, () => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }
}

/** Nest's own method; called with the consumer as `this`. */
const interceptWithRxjs: InterceptorsConsumer['intercept'] = Reflect.get(InterceptorsConsumer.prototype, 'intercept');

/**
 * From now on, Nest awaits one interceptor after the other if all interceptors of a handler are {@link PromiseInterceptor}s.
 * Nest has no extension point for that, so this replaces a method of its `InterceptorsConsumer`. Handlers with any other
 * interceptor run as before.
 */
export function runPromiseInterceptorsDirectly(): void {
  InterceptorsConsumer.prototype.intercept = function (interceptors, args, instance, callback, next, type) {
    if (interceptors.length === 0 || !interceptors.every(isPromiseInterceptor)) {
      return interceptWithRxjs.call(this, interceptors, args, instance, callback, next, type);
    }
    const context = this.createContext(args, instance, callback);
    if (type !== undefined) context.setType(type);
    const runFrom = async (index: number): Promise<unknown> => {
      const interceptor = interceptors[index];
      if (interceptor) return interceptor.around(context, () => runFrom(index + 1));
      const result = await next();
      return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
    };
    return runFrom(0);
  };
}

const isPromiseInterceptor = (interceptor: NestInterceptor): interceptor is PromiseInterceptor =>
  interceptor instanceof PromiseInterceptor;
