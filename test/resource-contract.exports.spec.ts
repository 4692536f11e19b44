import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { deadlineIn, retryUntil } from '../src/common/retry-until.js';
import { basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { DatabaseReads, type HeldRead } from './support/database-reads.js';
import { listOf } from './support/list-responses.js';
import { formBody, FORMATS, xmlNamespace } from './support/request-bodies.js';
import { ResourceClient } from './support/resource-client.js';
import { resources } from './support/resources.js';

const ROW_COUNT = 1203;
/** The exports that a caller may run at a time. */
const MAX_EXPORTS_PER_CALLER = 4;
/** An order that the service reads in several chunks. */
const BY_ID = 'all=true&sortField=id';

let app: TestApp;
beforeAll(async () => {
  app = await startApp()
    .with(...resources.map(({ table }) => user(table, PASSWORD, Role.SystemAdministrator)))
    .as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

describe.each(resources)('the list of $noun with all=true', (resource) => {
  const client = new ResourceClient(resource, () => app);
  let filter: string;
  beforeAll(async () => {
    const group = await resource.newGroup(app);
    filter = formBody(group.filter);
    await client.insert(
      Array.from({ length: ROW_COUNT }, (_, index) => ({
        id: `row-${String(index).padStart(4, '0')}`,
        members: group.row(`p${index}`, index),
      })),
    );
  });
  const address = (query: string, suffix = ''): string => `${resource.path}${suffix}?${filter}&${query}`;
  const pages = (suffix = '') =>
    Promise.all([0, 1].map((page) => client.get(address(`countPerPage=1000&page=${page}`, suffix))));

  /** Begins an export, disconnects while a read of it waits, and then lets that read go on. */
  const disconnectAt = async (read: HeldRead, query: string, authorization = app.authorization): Promise<void> => {
    const abort = new AbortController();
    const request = once(app.nest.getHttpServer(), 'request') as Promise<[IncomingMessage, ServerResponse]>;
    const { signal } = abort;
    const response = fetch(app.url + address(query), { headers: { authorization }, signal }).then((answer) =>
      answer.text(),
    );
    const aborted = expect(response).rejects.toThrow();
    const [, serverResponse] = await request;
    await Promise.race([read.started, aborted]); // a response without that read fails at once
    const closed = once(serverResponse, 'close');
    abort.abort();
    await Promise.all([aborted, closed]);
    read.release();
  };

  it('returns every match in one response, in JSON, JSON Lines and CSV', async () => {
    const items = (await pages()).flatMap((page) => listOf(page).items);
    expect(items.map(({ id }) => id)).toEqual(
      items
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    const json = listOf(await client.get(address('all=true')));
    expect(json).toEqual({ items, totalCount: ROW_COUNT, totalPages: 1, hasMorePages: false });
    const jsonl = await client.get(address('all=true', '.jsonl'));
    const lines = jsonl.text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(items);
    const csv = await client.get(address('all=true', '.csv'));
    expect(csv.text.split('\r\n')).toHaveLength(ROW_COUNT + 2);
  });

  it('returns every match in one response in XML', async () => {
    const xml = await client.get(address('all=true', '.xml'));
    const itemsIn = (text: string): string | undefined => /<Items [^>]*>(.*)<\/Items>/.exec(text)?.[1];
    expect(itemsIn(xml.text)).toBe((await pages('.xml')).map(({ text }) => itemsIn(text)).join(''));
    expect(xml.text).toMatch(
      new RegExp(`</Items><TotalCount>${ROW_COUNT}</TotalCount><TotalPages>1</TotalPages></ListResponseOf`),
    );
  });

  it('has no totals with simplified paging', async () => {
    const simplified = listOf(await client.get(address('all=true&simplifiedPaging=true')));
    expect([simplified.items.length, simplified.totalCount, simplified.totalPages]).toEqual([ROW_COUNT, 0, 0]);
  });

  it('is well-formed without a match', async () => {
    const none = listOf(await client.get(`${resource.path}?all=true&${resource.emptyFilter}`));
    expect(none).toEqual({ items: [], totalCount: 0, totalPages: 0, hasMorePages: false });
    const xml = await client.get(`${resource.path}.xml?all=true&${resource.emptyFilter}`);
    expect(xml.text).toContain(`<Items xmlns:d2p1="${xmlNamespace(resource.namespace)}" />`);
  });

  it.each(FORMATS)('returns to HEAD the headers of GET and reads one chunk, in $format', async ({ format }) => {
    const list = address(`${BY_ID}&format=${format}`);
    const reads = new DatabaseReads(app, resource.table);
    try {
      const got = await client.get(list);
      const readsOfGet = reads.count;
      const head = await app.call('HEAD', list);
      expect([head.status, head.text]).toEqual([200, '']);
      const kept = (headers: Headers): string[][] =>
        [...headers].filter(([name]) => !/^(date|x-request-id|connection|keep-alive|transfer-encoding)$/.test(name));
      expect(kept(head.headers)).toEqual(kept(got.headers));
      // Whatever a HEAD went on to read would be counted here.
      await client.get(list);
      expect(reads.count).toBe(readsOfGet + 1 + readsOfGet);
    } finally {
      reads.restore();
    }
  });

  it.each(FORMATS)('breaks the connection if it fails midway in $format', async ({ format }) => {
    const reads = new DatabaseReads(app, resource.table);
    try {
      reads.failAfter(2);
      await expect(client.get(address(BY_ID, `.${format}`))).rejects.toThrow();
    } finally {
      reads.restore();
    }
    expect((await client.get(address(BY_ID, `.${format}`))).status).toBe(200);
  });

  it('stops reading when the client disconnects', async () => {
    const reads = new DatabaseReads(app, resource.table);
    try {
      await client.get(address(BY_ID));
      const readsOfExport = reads.count;
      expect(readsOfExport).toBeGreaterThan(4);

      await disconnectAt(reads.holdAfter(2), BY_ID);

      // During a whole second export the first one would read on.
      const readsBefore = reads.count;
      await client.get(address(BY_ID));
      expect(reads.count - readsBefore).toBe(readsOfExport);
    } finally {
      reads.restore();
    }
    expect((await client.get(address('countPerPage=1'))).status).toBe(200);
  });

  it('counts no export whose client disconnected before the first part', async () => {
    // Another caller: an export of the tests before may not have ended yet.
    const authorization = basic(resource.table, PASSWORD);
    for (let disconnected = 0; disconnected < MAX_EXPORTS_PER_CALLER; disconnected++) {
      const reads = new DatabaseReads(app, resource.table);
      try {
        await disconnectAt(reads.holdAfter(0), 'all=true', authorization);
      } finally {
        reads.restore();
      }
    }
    const answer = await retryUntil(
      async () => {
        const response = await app.call('GET', address('all=true'), { headers: { authorization } });
        if (response.status !== 200) throw new Error(`${response.status} ${response.text}`);
        return response;
      },
      { deadline: deadlineIn(5_000), intervalMs: 20 },
    );
    expect(listOf(answer).items).toHaveLength(ROW_COUNT);
  });
});
