// Loads OpenTelemetry's SDK before the service, which then makes spans: see docs/watching.md#spans.
//
//   npm install --no-save @opentelemetry/sdk-trace-node@2.12.0 @opentelemetry/exporter-trace-otlp-http@0.223.1
//   node --import ./deploy/opentelemetry/sdk.mjs dist/src/main.js
//
// OTEL_EXPORTER_OTLP_ENDPOINT (http://localhost:4318), OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER and the other variables of
// OpenTelemetry apply.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': process.env.OTEL_SERVICE_NAME ?? 'voice-api' }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
}).register();
