import pg from 'pg';

/**
 * A connection whose failure never ends the process. Node ends a process in which an `error` event has no listener.
 * pg-pool removes its listener when it hands a connection out, and TypeORM adds its own only some microtasks later. If
 * the server ends the connection in between, the next query on it fails, so the event itself needs no handling.
 */
class PostgresClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

interface PoolSettings {
  /** The server's time limit of a statement, in ms. Without it, that of the user's role applies. */
  readonly statementTimeoutMs?: number;
  /** How long this process waits for the result of a statement, in ms. Without it, there is no limit. */
  readonly queryTimeoutMs?: number;
  /** How long a connection may take to accept its settings, in ms. */
  readonly connectTimeoutMs: number;
  /** How long a transaction may be idle before the server ends it, in ms. */
  readonly idleInTransactionTimeoutMs: number;
}

/**
 * The options of pg's pool that TypeORM has no names for. The time limits are set by a statement after connecting:
 * PgBouncer rejects connections that set them in the startup message.
 */
export function poolOptions(settings: PoolSettings): object {
  const { statementTimeoutMs, queryTimeoutMs, connectTimeoutMs, idleInTransactionTimeoutMs } = settings;
  const limits = {
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    ...(statementTimeoutMs !== undefined && { statement_timeout: statementTimeoutMs }),
  };
  const text = Object.entries(limits)
    .map(([name, value]) => `SET ${name} = ${value}`)
    .join('; ');
  return {
    Client: PostgresClient,
    onConnect: (client: pg.ClientBase) => client.query({ text, query_timeout: connectTimeoutMs } as pg.QueryConfig),
    query_timeout: queryTimeoutMs,
    keepAlive: true,
  };
}
