import { RequestMapping, RequestMethod } from '@nestjs/common';
import type { OperationRoute } from '../../common/routes/operation-route.js';

/** Serves an `@Operation()` at a route. The controller has no path of its own. */
export const HttpRoute = ({ method, path }: OperationRoute): MethodDecorator =>
  RequestMapping({ method: RequestMethod[method], path: path.replace(/\{(\w+)\}/g, ':$1') });
