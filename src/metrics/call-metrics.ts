import { Histogram, type Registry } from 'prom-client';
import type { CallObserver } from '../common/ended-call.js';

/** The upper bounds of the buckets, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** @returns The observer that measures calls. Routes and patterns are those of the service, so there are few series. */
export function callMetrics(registry: Registry): CallObserver {
  const registers = [registry];
  const http = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time from the head of a request to the end of its response',
    labelNames: ['method', 'route', 'status', 'format'],
    buckets: BUCKETS,
    registers,
  });
  const messages = new Histogram({
    name: 'message_server_request_duration_seconds',
    help: 'Time from a message to its reply',
    labelNames: ['pattern', 'status'],
    buckets: BUCKETS,
    registers,
  });
  return ({ transport, method = 'unknown', route, status, format = 'none', durationMs }) => {
    const seconds = durationMs / 1000;
    if (transport === 'http') http.observe({ method, route, status, format }, seconds);
    else messages.observe({ pattern: route, status }, seconds);
  };
}
