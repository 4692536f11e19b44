import { type Attributes, context, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { Dialect } from '../database/engine/statement.js';
import type { StatementTracer } from '../database/engine/statement-tracer.js';

/** What a span says about a statement: what it does to which table, and none of its values. */
interface Summary {
  readonly name: string;
  readonly attributes: Attributes;
}

/** How many summaries are kept. The hot paths have few texts. */
const MAX_SUMMARIES = 500;

/**
 * Makes a span of each statement that runs for a call, with the attributes of OpenTelemetry's semantic conventions for
 * databases. Work in the background has no spans.
 */
export function statementTracer(tracer: Tracer, dialect: Dialect): StatementTracer {
  const system = dialect === 'postgres' ? 'postgresql' : 'sqlite';
  const summaries = new Map<string, Summary>();
  const summaryOf = (text: string): Summary => {
    let summary = summaries.get(text);
    if (!summary) {
      summary = summarize(text, system);
      if (summaries.size < MAX_SUMMARIES) summaries.set(text, summary);
    }
    return summary;
  };
  return async (text, run) => {
    const active = context.active();
    if (!trace.getSpan(active)) return run();
    const { name, attributes } = summaryOf(text);
    const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, active);
    try {
      return await run();
    } catch (error) {
      span.setAttribute('error.type', errorTypeOf(error)).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  };
}

/** The change of a statement that may begin with `WITH`, and its table. `FOR UPDATE` is a lock. */
const CHANGE = /\b(?:(INSERT) INTO|(?<!\bFOR (?:NO KEY )?)(UPDATE)|(DELETE) FROM) "?(\w+)/i;
/** The first table of a statement that reads; a function is none. */
const READ = /\bFROM "?(\w+)\b"?(?!\()/i;

function summarize(text: string, system: string): Summary {
  const [, insert, update, deletion, changed] = CHANGE.exec(text) ?? [];
  const first = /^\s*(\w+)/.exec(text)?.[1] ?? '';
  const operation = (insert ?? update ?? deletion ?? (/^WITH$/i.test(first) ? 'SELECT' : first)).toUpperCase();
  const table = changed ?? READ.exec(text)?.[1];
  const name = table === undefined ? operation : `${operation} ${table}`;
  return {
    name: name || system,
    attributes: {
      'db.system.name': system,
      'db.operation.name': operation,
      'db.query.summary': name,
      ...(table !== undefined && { 'db.collection.name': table }),
    },
  };
}

/** The code of the database's error, or the name of the error; its message may contain values. */
function errorTypeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : String(name);
}
