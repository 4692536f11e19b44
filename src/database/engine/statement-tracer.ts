import type { DataSource, QueryRunner } from 'typeorm';

/**
 * Runs a statement, and may make a span of it.
 *
 * @param text The SQL, with placeholders.
 */
export type StatementTracer = <T>(text: string, run: () => Promise<T>) => Promise<T>;

type Query = (text: string, ...others: unknown[]) => Promise<unknown>;

/** Passes every statement of a DataSource's query runners through a tracer from now on. */
export function traceQueryRunners(dataSource: DataSource, tracer: StatementTracer): void {
  const create = dataSource.createQueryRunner.bind(dataSource);
  const traced = new WeakSet<QueryRunner>(); // SQLite has one runner for all callers
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    if (traced.has(runner)) return runner;
    traced.add(runner);
    const query = runner.query.bind(runner) as Query;
    return Object.assign(runner, {
      query: (text: string, ...others: unknown[]) => tracer(text, () => query(text, ...others)),
    });
  };
}
