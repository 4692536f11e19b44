/** The ETags of the objects that were read or changed on this page, by the path of the object. */

const etags = new Map();

/** The ETag that was read last of the object at a path. */
export const etagOf = (objectPath) => etags.get(objectPath);

/** Remembers the ETag of an object; `undefined` forgets it. */
export function setEtag(objectPath, etag) {
  if (etag === undefined) etags.delete(objectPath);
  else etags.set(objectPath, etag);
}

/**
 * The template of the object that an operation is about: the longest part of its path where a `GET` returns an ETag. The
 * actions of a session have no ETag of their own, so theirs is the session's.
 */
export function objectTemplate(specSelectors, path) {
  const segments = path.split('/');
  for (let length = segments.length; length > 1; length--) {
    const template = segments.slice(0, length).join('/');
    if (specSelectors.specJson().getIn(['paths', template, 'get', 'responses', '200', 'headers', 'ETag']))
      return template;
  }
  return undefined;
}

/** A template with the path parameters of an operation's form; `undefined` if one is missing. */
export function filledPath(specSelectors, template, pathMethod) {
  const names = [...template.matchAll(/{(\w+)}/g)].map(([, name]) => name);
  const values = names.map((name) => specSelectors.parameterWithMeta(pathMethod, name, 'path').get('value'));
  if (!values.every(Boolean)) return undefined;
  return template.replace(/{\w+}/g, () => encodeURIComponent(values.shift()));
}
