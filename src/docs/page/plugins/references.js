/**
 * Resolves the references of an operation, which all lead into the same document. Swagger UI's resolver for OpenAPI 3.1 goes
 * through the whole document for each operation, which takes longer than everything else that the page does.
 */
export const resolvedReferences = () => ({
  fn: {
    resolveSubtree: async (document, path) => ({ spec: resolve(document, valueAt(document, path), []), errors: [] }),
  },
});

const valueAt = (document, path) => path.reduce((value, key) => value?.[key], document);

/** @param within The references that lead to this value. One that leads to itself stays. */
function resolve(document, value, within) {
  if (Array.isArray(value)) return value.map((item) => resolve(document, item, within));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref: reference, ...members } = value;
  const resolved = Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, resolve(document, member, within)]),
  );
  if (typeof reference !== 'string') return reference === undefined ? resolved : value;
  if (within.includes(reference)) return value;
  const target = valueAt(document, pathOf(reference));
  return { ...resolve(document, target, [...within, reference]), ...resolved, $$ref: reference };
}

/** The keys of a JSON pointer: `#/components/schemas/Account`. */
const pathOf = (reference) =>
  reference
    .split('/')
    .slice(1)
    .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
