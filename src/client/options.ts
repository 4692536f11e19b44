import type { Observable } from 'rxjs';

/** A secret, or what gives the present one: it is asked before each attempt, so that a token can be renewed in time. */
export type Secret = string | (() => string | Promise<string>);

/** Who calls: the owner of an API key (`vk_…`), or whom a JWT is about. */
export type Credentials = { readonly apiKey: Secret } | { readonly jwt: Secret };

/** What is used of a `ClientProxy` of `@nestjs/microservices`; each of them will do. */
export interface MessageClient {
  /** Sends a message and gives its answer. */
  send(pattern: string, data: unknown): Observable<unknown>;
  /** Ends the connection. */
  close(): unknown;
}

/** How the service is reached, and as whom. */
export interface AISessionsClientOptions {
  /**
   * Where the service is. By HTTP `http://host:3000` or `https://…`; by messages what is the service's own
   * `TRANSPORT_URL`: `tcp://host:3001`, `nats://…`, `redis://…`, `rediss://…`, `amqp://…` or `amqps://…`. By messages
   * the packages that Nest needs for the transport have to be installed. Or a `ClientProxy` of your own making, which
   * is closed with the module.
   */
  readonly transport: string | MessageClient;
  /** With what every call is made. */
  readonly credentials: Credentials;
  /** How long one attempt may wait for its answer, in ms; 5,000 where nothing is said. */
  readonly timeout?: number | undefined;
  /**
   * How often a call is sent again that was not answered, or was answered 429, 502, 503 or 504; twice where nothing
   * is said.
   * It waits longer each time, and as long as the service says. Nothing is done twice: changes go under an idempotency key.
   */
  readonly retries?: number | undefined;
  /**
   * Gives the id by which a call is found in the service's log, from an `AsyncLocalStorage` for instance. A new one is
   * made for each call where this is left out or gives none.
   */
  readonly requestId?: (() => string | undefined) | undefined;
}
