import { type Attributes, context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type SpanContext, trace, TraceFlags, type Tracer } from '@opentelemetry/api';
import type { CallTracer, StartedCall } from '../common/call-span.js';
import { type EndedCall, UNKNOWN_ROUTE } from '../common/ended-call.js';
import type { TraceContext } from '../common/trace-context.js';

/** `messaging.system` by the scheme of `TRANSPORT_URL`; the name of the scheme by default. */
const SYSTEMS: Readonly<Record<string, string>> = { 'amqp:': 'rabbitmq', 'amqps:': 'rabbitmq', 'rediss:': 'redis' };

/** The HTTP methods that a span may name. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

/**
 * Makes a span of each call, with the attributes of OpenTelemetry's semantic conventions for HTTP and messages. It has no path,
 * query, header, body or user.
 *
 * @param protocol The scheme of `TRANSPORT_URL`, with its colon.
 */
export function callTracer(tracer: Tracer, protocol = ''): CallTracer {
  const system = SYSTEMS[protocol] ?? protocol.replace(':', '');
  return (call) => {
    const { name, kind, attributes } = call.transport === 'http' ? httpSpan(call) : messageSpan(call, system);
    const parent = propagation.extract(ROOT_CONTEXT, call.carrier);
    const span = tracer.startSpan(name, { kind, attributes }, parent);
    const active = trace.setSpan(parent, span);
    return {
      trace: traceContextOfSpan(span.spanContext()),
      run: (work) => context.with(active, work),
      end: (ended) => {
        if (ended.transport === 'http') span.setAttribute('http.response.status_code', ended.status);
        const error = errorTypeOf(ended);
        if (error !== undefined) {
          span.setAttribute('error.type', error);
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      },
    };
  };
}

interface NewSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

function httpSpan({ method = '', route, client }: StartedCall): NewSpan {
  const known = METHODS.includes(method);
  const attributes: Attributes = { 'http.request.method': known ? method : '_OTHER', 'url.scheme': 'http' };
  if (client !== undefined) attributes['client.address'] = client;
  const prefix = known ? method : 'HTTP';
  if (route === UNKNOWN_ROUTE) return { name: prefix, kind: SpanKind.SERVER, attributes };
  attributes['http.route'] = route;
  return { name: `${prefix} ${route}`, kind: SpanKind.SERVER, attributes };
}

const messageSpan = ({ route }: StartedCall, system: string): NewSpan => ({
  name: `process ${route}`,
  kind: SpanKind.CONSUMER,
  attributes: {
    'messaging.system': system,
    'messaging.destination.name': route,
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
  },
});

/** A caller's mistake is no error of a server span: only a call that the service failed, or whose response broke off. */
function errorTypeOf({ status, errorCode, aborted }: EndedCall): string | undefined {
  if (status >= 500) return errorCode ?? String(status);
  return aborted ? 'aborted' : undefined;
}

function traceContextOfSpan({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const traceparent = `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;
  const tracestate = traceState?.serialize();
  return tracestate ? { traceparent, tracestate } : { traceparent };
}
