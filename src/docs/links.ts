import type { OperationObject, ResponseObject } from './openapi-types.js';
import { pathParameterNames } from './parameters.js';

/**
 * Adds OpenAPI links from each create operation to the operations on the created object, and on what belongs to it: the `id`
 * in the response becomes their path parameter, and the others are those of the request.
 */
export function addLinks(paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>): void {
  for (const [path, { post }] of Object.entries(paths)) {
    const itemPath = Object.keys(paths).find((other) => other.replace(/\/{\w+}$/, '') === path && other !== path);
    if (!post || !itemPath) continue;
    const names = [...pathParameterNames(itemPath)];
    const parameters = Object.fromEntries([
      ...names.map((name) => [name, `$request.path.${name}`] as const),
      [names.at(-1) ?? '', '$response.body#/id'] as const,
    ]);
    const linked = Object.entries(paths).filter(
      ([other]) => `${other}/`.startsWith(`${itemPath}/`) && pathParameterNames(other).size === names.length,
    );
    const links = linked
      .flatMap(([, methods]) => Object.values(methods))
      .map(({ operationId = '', summary }) => {
        return [operationId, { operationId, description: summary, parameters }] as const;
      });
    post.responses['200'] = { ...(post.responses['200'] as ResponseObject), links: Object.fromEntries(links) };
  }
}
