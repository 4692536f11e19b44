import type { OperationObject, ResponseObject } from './openapi-types.js';
import { namesIn } from './parameters.js';

/** What leads from an object that was just made to what can be done with it: its id goes into their paths. */
export function addLinks(paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>): void {
  for (const [path, { post }] of Object.entries(paths)) {
    const [ofOne, verbs] =
      Object.entries(paths).find(([other]) => other.replace(/\/{\w+}$/, '') === path && other !== path) ?? [];
    if (!post || !ofOne || !verbs) continue;
    const [parameter = ''] = namesIn(ofOne);
    const links = Object.values(verbs).map(({ operationId = '', summary }) => {
      return [
        operationId,
        { operationId, description: summary, parameters: { [parameter]: '$response.body#/id' } },
      ] as const;
    });
    post.responses['200'] = { ...(post.responses['200'] as ResponseObject), links: Object.fromEntries(links) };
  }
}
