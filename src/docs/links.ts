import type { OperationObject, ResponseObject } from './openapi-types.js';
import { pathParameterNames } from './parameters.js';

/**
 * Adds OpenAPI links from each create operation to the operations on the created object: the `id` in the response becomes
 * their path parameter.
 */
export function addLinks(paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>): void {
  for (const [path, { post }] of Object.entries(paths)) {
    const [itemPath, methods] =
      Object.entries(paths).find(([other]) => other.replace(/\/{\w+}$/, '') === path && other !== path) ?? [];
    if (!post || !itemPath || !methods) continue;
    const [parameter = ''] = pathParameterNames(itemPath);
    const links = Object.values(methods).map(({ operationId = '', summary }) => {
      const link = { operationId, description: summary, parameters: { [parameter]: '$response.body#/id' } };
      return [operationId, link] as const;
    });
    post.responses['200'] = { ...(post.responses['200'] as ResponseObject), links: Object.fromEntries(links) };
  }
}
