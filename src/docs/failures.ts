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
import { toDomainError } from '../content/error-answer.js';
import { STATUS } from '../content/error-table.js';
import { notAcceptable } from '../content/xml.interceptor.js';
import { ROLE_EXTENSION } from '../auth/access.decorator.js';
import type { Facts } from './described.js';
import { HEADERS } from './headers.js';
import { namesIn } from './parameters.js';

/** A way to fail: what is answered, for an example, and which operations may. */
export interface Failure {
  readonly error: DomainError;
  readonly mayMeet: (facts: Facts) => boolean;
}

const always = (): boolean => true;
const isOperation = ({ operation }: Facts): boolean => operation !== undefined;
const asksWho = ({ found }: Facts): boolean => (found.security ?? []).length > 0;
const needsRole = ({ found }: Facts): boolean => ROLE_EXTENSION in found;
const isChange = ({ verb }: Facts): boolean => verb !== 'get';
const reads =
  (header: string) =>
  ({ found }: Facts): boolean =>
    (found.parameters ?? []).some(({ name }) => name === header);
const says =
  (error: DomainError) =>
  ({ operation }: Facts): boolean =>
    operation?.errors.includes(error.code) ?? false;

/** What Fastify and Nest refuse, in our words. */
const foreign = (status: number): DomainError => toDomainError({ statusCode: status });

const unauthorized = new UnauthorizedError([String(HEADERS['WWW-Authenticate']?.example)]);
const tooMany = new TooManyRequestsError(4);
const conflict = new ConflictError("There is an account named 'Acme' already.");

/**
 * How calls fail. What is refused before it is known which operation is called stands in the document's text alone: 405,
 * 408, 417 and 431.
 */
export const FAILURES: readonly Failure[] = [
  { error: new SerializationError('The body is not valid JSON: Unexpected end of input.'), mayMeet: always },
  { error: ValidationError.of('NotFound', 'AccountId', "There is no account 'acc_1'."), mayMeet: isOperation },
  { error: unauthorized, mayMeet: (facts) => needsRole(facts) || says(unauthorized)(facts) },
  { error: new ForbiddenError(), mayMeet: needsRole },
  { error: foreign(403), mayMeet: isChange },
  { error: new NotFoundError('There is no such AI session.'), mayMeet: ({ path }) => namesIn(path).size > 0 },
  { error: notAcceptable(), mayMeet: isOperation },
  { error: conflict, mayMeet: says(conflict) },
  { error: new PreconditionFailedError(), mayMeet: reads('If-Match') },
  { error: foreign(413), mayMeet: isChange },
  { error: foreign(414), mayMeet: always },
  { error: foreign(415), mayMeet: isChange },
  { error: new IdempotencyKeyReuseError(), mayMeet: reads('Idempotency-Key') },
  { error: tooMany, mayMeet: (facts) => asksWho(facts) || says(tooMany)(facts) },
  { error: foreign(500), mayMeet: always },
  { error: new ServiceUnavailableError(), mayMeet: always },
];

/** The statuses of the failures that an operation may meet, each once. */
export const statusesOf = (facts: Facts): number[] => [
  ...new Set(FAILURES.filter(({ mayMeet }) => mayMeet(facts)).map(({ error }) => STATUS[error.code])),
];
