import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basic, PASSWORD } from './support/app.js';
import { freePort } from './support/free-port.js';
import { ServiceProcess } from './support/service-process.js';

const settings = { NODE_ENV: 'production', DATABASE_URL: 'sqlite::memory:', ADMIN_PASSWORD: PASSWORD };

describe('a service in production', () => {
  let service: ServiceProcess;
  let metricsPort: number;
  beforeAll(async () => {
    metricsPort = await freePort();
    service = await ServiceProcess.start({ ...settings, METRICS_PORT: String(metricsPort) });
  });
  afterAll(() => service.end('SIGKILL'));

  const authorization = basic('admin', PASSWORD);
  const list = (requestId: string): Promise<unknown> =>
    service.call('GET', '/ai/sessions', { headers: { authorization, 'x-request-id': requestId } });
  const printed = (text: string): Promise<void> => service.printed((output) => output.includes(text));

  it('serves metrics on their port, and says so', async () => {
    expect(service.lines()).toContainEqual(
      expect.objectContaining({ metricsUrl: `http://127.0.0.1:${metricsPort}/metrics` }),
    );
    expect((await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${metricsPort}/`)).status).toBe(404);
  });

  it('refuses to start if the port of the metrics is used', async () => {
    const second = await ServiceProcess.tryToStart({ ...settings, METRICS_PORT: String(metricsPort) });
    expect(second.child.exitCode).toBe(1);
    expect(second.output()).toBe(`Cannot listen on METRICS_HOST 127.0.0.1, METRICS_PORT ${metricsPort}: EADDRINUSE.\n`);
  });

  it('switches its log to debug and back at SIGUSR2', async () => {
    service.child.kill('SIGUSR2');
    await printed('The log level is now debug.');
    service.child.kill('SIGUSR2');
    await printed('The log level is now log.');
    await list('after-signals');
    await printed('"requestId":"after-signals"');
  });

  it('prints nothing but lines of JSON, and the line of every call before it ends', async () => {
    const requestIds = Array.from({ length: 200 }, (_, index) => `call-${index}`);
    await Promise.all(requestIds.map(list));
    expect(await service.end('SIGTERM')).toBe(0);
    expect(service.output().endsWith('\n')).toBe(true);
    const times = service.lines().map(({ time }) => time);
    expect(times).toEqual(times.map(() => expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)));
    const requests = service.lines().filter(({ context }) => context === 'Request');
    const logged = new Set(requests.map(({ requestId }) => requestId));
    expect(requestIds.filter((requestId) => !logged.has(requestId))).toEqual([]);
  });
});
