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
import { PASSWORD_EXTENSION, ROLE_EXTENSION } from '../auth/access.decorator.js';
import { passwordRequired } from '../auth/roles.guard.js';
import type { OperationFacts } from './openapi-types.js';
import { RESPONSE_HEADERS } from './response-headers.js';
import { pathParameterNames } from './parameters.js';

/** An example error, and the operations that can return it. */
export interface DocumentedError {
  readonly error: DomainError;
  readonly appliesTo: (facts: OperationFacts) => boolean;
}

const always = (): boolean => true;
const hasContract = ({ contract }: OperationFacts): boolean => contract !== undefined;
const acceptsCredentials = ({ generated }: OperationFacts): boolean => (generated.security ?? []).length > 0;
const requiresRole = ({ generated }: OperationFacts): boolean => ROLE_EXTENSION in generated;
const requiresPassword = ({ generated }: OperationFacts): boolean => PASSWORD_EXTENSION in generated;
const isWrite = ({ method }: OperationFacts): boolean => method !== 'get';
const hasPathParameter = ({ path }: OperationFacts): boolean => pathParameterNames(path).size > 0;
const readsHeader =
  (header: string) =>
  ({ generated }: OperationFacts): boolean =>
    (generated.parameters ?? []).some(({ name }) => name === header);
const declares =
  (error: DomainError) =>
  ({ contract }: OperationFacts): boolean =>
    contract?.errors.includes(error.code) ?? false;

/** An error that Fastify or Nest raises, with the message that this service sends for it. */
const frameworkError = (statusCode: number): DomainError => toDomainError({ statusCode });

const unauthorized = new UnauthorizedError([String(RESPONSE_HEADERS['WWW-Authenticate']?.example)]);
const tooManyRequests = new TooManyRequestsError(4);
const conflict = new ConflictError("There is an account named 'Acme' already.");

/**
 * The errors that the document lists for operations. 405, 408, 417 and 431 are raised before routing, so only the
 * introduction lists them.
 */
export const DOCUMENTED_ERRORS: readonly DocumentedError[] = [
  { error: new SerializationError('The body is not valid JSON: Unexpected end of input.'), appliesTo: always },
  { error: ValidationError.of('NotFound', 'AccountId', "There is no account 'acc_1'."), appliesTo: hasContract },
  { error: unauthorized, appliesTo: (facts) => requiresRole(facts) || declares(unauthorized)(facts) },
  { error: new ForbiddenError(), appliesTo: requiresRole },
  { error: passwordRequired(), appliesTo: requiresPassword },
  { error: frameworkError(403), appliesTo: isWrite },
  { error: new NotFoundError('There is no such AI session.'), appliesTo: hasPathParameter },
  { error: notAcceptable(), appliesTo: hasContract },
  { error: conflict, appliesTo: declares(conflict) },
  {
    error: new ConflictError('The actions of this session are being applied. Try again shortly.', 1),
    appliesTo: declares(conflict),
  },
  { error: new PreconditionFailedError(), appliesTo: readsHeader('If-Match') },
  { error: frameworkError(413), appliesTo: isWrite },
  { error: frameworkError(414), appliesTo: always },
  { error: frameworkError(415), appliesTo: isWrite },
  { error: new IdempotencyKeyReuseError(), appliesTo: readsHeader('Idempotency-Key') },
  { error: tooManyRequests, appliesTo: (facts) => acceptsCredentials(facts) || declares(tooManyRequests)(facts) },
  { error: frameworkError(500), appliesTo: always },
  { error: new ServiceUnavailableError(), appliesTo: always },
];

/** The distinct error statuses that an operation can return. */
export const errorStatusesOf = (facts: OperationFacts): number[] => [
  ...new Set(DOCUMENTED_ERRORS.filter(({ appliesTo }) => appliesTo(facts)).map(({ error }) => STATUS_OF[error.code])),
];
