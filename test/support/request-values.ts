import fc from 'fast-check';
import type { DocumentedRequest } from './documented-request.js';
import type { Documented, ParameterObject } from './open-api.js';
import { invalid, invalidTexts, mapValues, members, type RequestSchema, valid } from './schema-values.js';

type Parameter = ParameterObject & { readonly schema: RequestSchema };

const parametersIn = ({ operation }: Documented, place: string): readonly Parameter[] =>
  operation.parameters.filter((parameter): parameter is Parameter => parameter.in === place);

/** Values of the parameters in one place; optional ones may be absent. */
function values(documented: Documented, place: string, of: (schema: RequestSchema) => fc.Arbitrary<unknown>) {
  const parameters = parametersIn(documented, place);
  const arbitraries = Object.fromEntries(parameters.map(({ name, schema }) => [name, of(schema)]));
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return members(arbitraries, required);
}

/** HTTP can send no more in a header, and strips white space around it (RFC 9110 section 5.5). */
const headerText = fc.stringMatching(/^[!-~]{1,40}$/);

/** Requests that the document allows, with bodies in every media type of the operation. */
export function validRequest(documented: Documented): fc.Arbitrary<DocumentedRequest> {
  const bodies = Object.entries(documented.operation.requestBody?.content ?? {}).map(([mediaType, { schema }]) =>
    valid(schema).map((body): Pick<DocumentedRequest, 'body' | 'mediaType'> => ({ body, mediaType })),
  );
  const noBody = documented.operation.requestBody?.required ? [] : [fc.constant({})];
  return fc
    .tuple(
      fc.record({
        path: values(documented, 'path', valid).map((given) => mapValues(given, String)),
        query: values(documented, 'query', valid),
        headers: values(documented, 'header', () => headerText).map((given) => mapValues(given, String)),
      }),
      fc.oneof(...bodies, ...noBody),
    )
    .map(([parameters, body]) => ({ ...parameters, ...body }));
}

/** Requests that the document does not allow, each for one reason. */
export function invalidRequests(documented: Documented): fc.Arbitrary<DocumentedRequest>[] {
  const changed = (change: fc.Arbitrary<DocumentedRequest>): fc.Arbitrary<DocumentedRequest> =>
    fc.tuple(validRequest(documented), change).map(([request, other]) => ({ ...request, ...other }));
  const inQuery = parametersIn(documented, 'query').flatMap(({ name, schema }) =>
    invalidTexts(schema).map((text) => changed(text.map((value) => ({ query: { [name]: value } })))),
  );
  const { json, xml } = { json: 'application/json', xml: 'application/xml' };
  const content = documented.operation.requestBody?.content;
  const schema = content?.[json]?.schema;
  if (!schema) return inQuery;
  return [
    ...inQuery,
    changed(invalid(schema).map((body) => ({ body, mediaType: json }))),
    changed(fc.constantFrom('text', '<', '<Other/>', '<!DOCTYPE a><a/>').map((body) => ({ body, mediaType: xml }))),
    changed(fc.constant({ body: 'text', mediaType: 'text/plain' })),
  ];
}
