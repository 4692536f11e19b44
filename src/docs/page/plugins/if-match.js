import { etagOf, filledPath, objectTemplate, setEtag } from './etags.js';

const NAME = 'If-Match';

/** What this plugin filled in last, by path and method of the operation. */
const filledIn = new Map();

/**
 * Fills the ETag that was read last of an object into the `If-Match` header of the operations on that object, and of no other.
 * What the user typed there stays.
 */
export const ifMatch = {
  statePlugins: {
    spec: {
      actions: {
        /** Fills it in even if the user typed something. */
        replaceIfMatch: (pathMethod) => (system) => fillIn(system, pathMethod, true),
      },
      wrapActions: {
        setResponse: (original, system) => (path, method, response) => {
          const result = original(path, method, response);
          if (response.ok) rememberEtag(system, path, method, response);
          fillInAll(system);
          return result;
        },
        changeParamByIdentity: (original, system) => (pathMethod, parameter, value, isXml) => {
          const result = original(pathMethod, parameter, value, isXml);
          if (parameter.get('in') === 'path') fillIn(system, pathMethod);
          return result;
        },
      },
    },
  },
};

/** A change that returns no ETag gives its object an unknown version. */
function rememberEtag({ specSelectors }, path, method, { headers: { etag }, body }) {
  const template = objectTemplate(specSelectors, path);
  const objectPath = template
    ? filledPath(specSelectors, template, [path, method])
    : method === 'post' && body?.id && `${path}/${encodeURIComponent(body.id)}`;
  if (objectPath && (etag !== undefined || method !== 'get')) setEtag(objectPath, etag);
}

function fillInAll(system) {
  for (const operation of system.specSelectors.operations()) {
    fillIn(system, [operation.get('path'), operation.get('method')]);
  }
}

function fillIn({ specSelectors, specActions }, pathMethod, isForced = false) {
  const parameter = specSelectors
    .operations()
    .find((each) => each.get('path') === pathMethod[0] && each.get('method') === pathMethod[1])
    ?.getIn(['operation', 'parameters'])
    ?.find((each) => each.get('name') === NAME);
  const template = parameter && objectTemplate(specSelectors, pathMethod[0]);
  if (!template) return;
  const current = specSelectors.parameterWithMeta(pathMethod, NAME, 'header').get('value') ?? '';
  const key = pathMethod.join(' ');
  if (!isForced && current !== (filledIn.get(key) ?? '')) return; // the user typed it
  const path = filledPath(specSelectors, template, pathMethod);
  const etag = (path && etagOf(path)) ?? '';
  if (etag === current) return;
  filledIn.set(key, etag);
  specActions.changeParamByIdentity(pathMethod, parameter, etag || null, false);
}
