import {
  type DomainError,
  NotFoundError,
  ConflictError,
  ForbiddenError,
  IdempotencyKeyReuseError,
  PreconditionFailedError,
  SerializationError,
  ServiceUnavailableError,
  TooManyRequestsError,
  UnauthorizedError,
  ValidationError,
} from '../common/errors.js';
import { toDomainError } from '../content/errors/error-response-writer.js';
import { STATUS_OF } from '../content/errors/error-statuses.js';
import { notAcceptable } from '../content/http/xml.interceptor.js';
import { ROLE_EXTENSION } from '../auth/access.decorator.js';
import type { OperationFacts } from './openapi-types.js';
import { RESPONSE_HEADERS } from './response-headers.js';
import { namesIn } from './parameters.js';

/** A way to fail: what is answered, for an example, and which operations may. */
export interface DocumentedError {
  readonly error: DomainError;
  readonly appliesTo: (facts: OperationFacts) => boolean;
}

const always = (): boolean => true;
const isOperation = ({ operation }: OperationFacts): boolean => operation !== undefined;
const asksWho = ({ found }: OperationFacts): boolean => (found.security ?? []).length > 0;
const needsRole = ({ found }: OperationFacts): boolean => ROLE_EXTENSION in found;
const isChange = ({ verb }: OperationFacts): boolean => verb !== 'get';
const reads =
  (header: string) =>
  ({ found }: OperationFacts): boolean =>
    (found.parameters ?? []).some(({ name }) => name === header);
const says =
  (error: DomainError) =>
  ({ operation }: OperationFacts): boolean =>
    operation?.errors.includes(error.code) ?? false;

/** What Fastify and Nest refuse, in our words. */
const foreign = (status: number): DomainError => toDomainError({ statusCode: status });

const unauthorized = new UnauthorizedError([String(RESPONSE_HEADERS['WWW-Authenticate']?.example)]);
const tooMany = new TooManyRequestsError(4);
const conflict = new ConflictError("There is an account named 'Acme' already.");

/**
 * How calls fail. What is refused before it is known which operation is called stands in the document's text alone: 405,
 * 408, 417 and 431.
 */
export const DOCUMENTED_ERRORS: readonly DocumentedError[] = [
  { error: new SerializationError('The body is not valid JSON: Unexpected end of input.'), appliesTo: always },
  { error: ValidationError.of('NotFound', 'AccountId', "There is no account 'acc_1'."), appliesTo: isOperation },
  { error: unauthorized, appliesTo: (facts) => needsRole(facts) || says(unauthorized)(facts) },
  { error: new ForbiddenError(), appliesTo: needsRole },
  { error: foreign(403), appliesTo: isChange },
  { error: new NotFoundError('There is no such AI session.'), appliesTo: ({ path }) => namesIn(path).size > 0 },
  { error: notAcceptable(), appliesTo: isOperation },
  { error: conflict, appliesTo: says(conflict) },
  { error: new PreconditionFailedError(), appliesTo: reads('If-Match') },
  { error: foreign(413), appliesTo: isChange },
  { error: foreign(414), appliesTo: always },
  { error: foreign(415), appliesTo: isChange },
  { error: new IdempotencyKeyReuseError(), appliesTo: reads('Idempotency-Key') },
  { error: tooMany, appliesTo: (facts) => asksWho(facts) || says(tooMany)(facts) },
  { error: foreign(500), appliesTo: always },
  { error: new ServiceUnavailableError(), appliesTo: always },
];

/** The statuses of the failures that an operation may meet, each once. */
export const statusesOf = (facts: OperationFacts): number[] => [
  ...new Set(DOCUMENTED_ERRORS.filter(({ appliesTo }) => appliesTo(facts)).map(({ error }) => STATUS_OF[error.code])),
];
