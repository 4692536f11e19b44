import { context, propagation, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';

/** An OpenTelemetry SDK in this process that keeps the spans. A service makes spans if it starts after this. */
export class Traces {
  private readonly exporter = new InMemorySpanExporter();
  private readonly provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(this.exporter)] });

  constructor() {
    this.provider.register();
  }

  /** The spans that have ended, in the order in which they did. */
  get spans(): ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  get names(): string[] {
    return this.spans.map(({ name }) => name);
  }

  reset(): void {
    this.exporter.reset();
  }

  /** Other specs of the worker must find no SDK. */
  async stop(): Promise<void> {
    await this.provider.shutdown();
    for (const api of [trace, context, propagation]) api.disable();
  }
}

/** The id of a span's parent. */
export const parentOf = ({ parentSpanContext }: ReadableSpan): string | undefined => parentSpanContext?.spanId;
export const idOf = (span: ReadableSpan): string => span.spanContext().spanId;
/** The ids of the spans that a span is linked with. */
export const linkedIds = ({ links }: ReadableSpan): string[] => links.map((link) => link.context.spanId);
