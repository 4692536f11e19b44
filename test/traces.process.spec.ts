import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basic, PASSWORD } from './support/app.js';
import { stopAtEnd } from './support/cleanup.js';
import { ServiceProcess } from './support/service-process.js';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}
interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly Attribute[];
}
/** The body of OTLP/HTTP in JSON. */
interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** Accepts spans by OTLP/HTTP, as an OpenTelemetry Collector does. */
class Collector {
  readonly paths = new Set<string | undefined>();
  readonly services = new Set<string | undefined>();
  readonly spans: OtlpSpan[] = [];
  private readonly server = createServer((request, response) => {
    this.paths.add(request.url);
    void text(request).then((body) => {
      for (const { resource, scopeSpans } of (JSON.parse(body) as OtlpRequest).resourceSpans) {
        this.services.add(resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue);
        this.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  async listen(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    stopAtEnd(() => {
      this.close();
      return Promise.resolve();
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

describe('a service that is started with deploy/opentelemetry/sdk.mjs', () => {
  const collector = new Collector();
  let service: ServiceProcess;
  beforeAll(async () => {
    service = await ServiceProcess.start({
      NODE_ENV: 'production',
      DATABASE_URL: 'sqlite::memory:',
      ADMIN_PASSWORD: PASSWORD,
      NODE_OPTIONS: `--import ${new URL('../deploy/opentelemetry/sdk.mjs', import.meta.url).href}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen(),
    });
  });
  afterAll(async () => {
    await service.end('SIGKILL');
    collector.close();
  });

  it('sends its spans by OTLP before it ends, and its log has their trace', async () => {
    const headers = { authorization: basic('admin', PASSWORD), 'content-type': 'application/json' };
    const { status } = await service.call('POST', '/ai/sessions', { headers, body: '{"purpose":"Traced"}' });
    expect(status).toBe(200);
    expect(await service.end('SIGTERM')).toBe(0);
    expect([...collector.paths]).toEqual(['/v1/traces']);
    expect([...collector.services]).toEqual(['voice-api']);
    const call = collector.spans.find(({ name }) => name === 'POST /ai/sessions');
    const children = collector.spans.filter(({ parentSpanId }) => parentSpanId === call?.spanId);
    expect(children.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['wait session creates', 'INSERT ai_sessions']),
    );
    const attribute = call?.attributes.find(({ key }) => key === 'http.response.status_code');
    expect(attribute?.value).toEqual({ intValue: 200 });
    expect(service.output()).toContain(`"traceId":"${call?.traceId}"`);
  });
});
