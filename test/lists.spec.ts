import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../src/database/engine/database.js';
import { Role } from '../src/auth/principal.js';
import { account, type Answer, startApp, type TestApp } from './support/app.js';

interface ListAnswer {
  items: Record<string, string>[];
  totalCount: number;
  totalPages: number;
  hasMorePages: boolean;
}

const listOf = ({ status, text }: Answer): ListAnswer => {
  if (status !== 200) throw new Error(`${status} ${text}`);
  return JSON.parse(text) as ListAnswer;
};

const nextOf = ({ headers }: Answer): string | undefined => /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];

/** In the order in which they are made; code points tell U+FF5E from U+1F600, UTF-16 units do not. */
const PURPOSES = ['b', 'a', null, '', 'B', '\uFF5E', '😀', null, 'é', 'a'];

describe('GET /ai/sessions', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(account('Acme'), account('Beta')).as(Role.SystemAdministrator);
    for (const [index, purpose] of PURPOSES.entries()) {
      const accountId = [app.accountId('Acme'), app.accountId('Beta'), null][index % 3];
      await app.postJson('/ai/sessions', { accountId, purpose });
    }
  });
  afterAll(() => app.stop());

  const purposes = async (query: string): Promise<(string | null)[]> =>
    listOf(await app.call('GET', `/ai/sessions?${query}`)).items.map(({ purpose = null }) => purpose);

  it('gives the newest first, 25 a page, with totals', async () => {
    const answer = listOf(await app.call('GET', '/ai/sessions'));
    expect(answer).toMatchObject({ totalCount: 10, totalPages: 1, hasMorePages: false });
    expect(answer.items.map(({ purpose = null }) => purpose)).toEqual(PURPOSES.toReversed());
    expect(answer.items.at(-1)).toMatchObject({ accountName: 'Acme', purpose: 'b' });
  });

  it('gives pages by number, from 0', async () => {
    const pages = await Promise.all(
      [0, 1, 2, 3, 9].map((page) => app.call('GET', `/ai/sessions?countPerPage=4&page=${page}`)),
    );
    const lists = pages.map(listOf);
    expect(lists.map(({ items }) => items.length)).toEqual([4, 4, 2, 0, 0]);
    expect(lists.map(({ hasMorePages }) => hasMorePages)).toEqual([true, true, false, false, false]);
    expect(lists.map(({ totalCount, totalPages }) => [totalCount, totalPages])).toEqual(Array(5).fill([10, 3]));
  });

  it('does not count for simplified paging, and still knows whether there is more', async () => {
    const first = listOf(await app.call('GET', '/ai/sessions?simplifiedPaging=true&countPerPage=9'));
    expect(first).toMatchObject({ totalCount: 0, totalPages: 0, hasMorePages: true });
    const all = listOf(await app.call('GET', '/ai/sessions?SimplifiedPaging=True&CountPerPage=10'));
    expect(all).toMatchObject({ totalCount: 0, totalPages: 0, hasMorePages: false });
  });

  it('sorts text by code point, nulls first ascending and last descending', async () => {
    const ascending = [null, null, '', 'B', 'a', 'a', 'b', 'é', '\uFF5E', '😀'];
    expect(await purposes('sortField=Purpose')).toEqual(ascending);
    expect(await purposes('SORTFIELD=purpose&sortOrder=descend')).toEqual(ascending.toReversed());
  });

  it.each([
    'accountId',
    'accountName',
    'purpose',
    'id',
    'dateCreated',
    'dateLastModified',
    'createdBy',
    'lastModifiedBy',
  ])('sorts by %s either way, in a total order that cursors follow', async (sortField) => {
    for (const sortOrder of ['Ascend', 'Descend']) {
      const whole = listOf(await app.call('GET', `/ai/sessions?sortField=${sortField}&sortOrder=${sortOrder}`)).items;
      const walked: unknown[] = [];
      let next: string | undefined = `/ai/sessions?sortField=${sortField}&sortOrder=${sortOrder}&countPerPage=3`;
      while (next) {
        const page: Answer = await app.call('GET', next);
        walked.push(...listOf(page).items);
        next = nextOf(page);
      }
      expect(walked).toEqual(whole);
    }
  });

  it('says which members it can sort by', async () => {
    const { status, json } = await app.call('GET', '/ai/sessions?sortField=version');
    expect([status, json.responseStatus.errors]).toEqual([
      400,
      [
        {
          errorCode: 'InvalidValue',
          fieldName: 'SortField',
          message: expect.stringMatching(/AccountId, AccountName, Purpose, Id, DateCreated/),
        },
      ],
    ]);
  });

  it.each([
    ['countPerPage=0', 'CountPerPage'],
    ['countPerPage=1001', 'CountPerPage'],
    ['page=-1', 'Page'],
    ['page=x', 'Page'],
    ['page=1.5', 'Page'],
    ['page=99999999999', 'Page'],
    ['all=yes', 'All'],
    ['sortOrder=up', 'SortOrder'],
    ['page=1&Page=2', 'Page'],
    [`specificIds=${'x'.repeat(65)}`, 'SpecificIds'],
  ])('refuses %s', async (query, fieldName) => {
    const { status, json } = await app.call('GET', `/ai/sessions?${query}`);
    expect([status, json.responseStatus.errors[0]?.fieldName]).toEqual([400, fieldName]);
  });

  it('narrows by accounts and by ids: repeated, joined by commas, or as the origin’s Python client sends lists', async () => {
    const [acme, beta] = [app.accountId('Acme'), app.accountId('Beta')];
    const count = async (query: string): Promise<number> =>
      listOf(await app.call('GET', `/ai/sessions?${query}`)).totalCount;
    expect(await count(`accountIds=${acme}`)).toBe(4);
    expect(await count(`accountIds=${acme}&AccountIds=${beta}`)).toBe(7);
    expect(await count(`accountIds=${acme},${beta}`)).toBe(7);
    expect(await count(`accountIds=[${acme},${beta}]`)).toBe(7);
    expect(await count(`accountIds=%5B${acme}%5D`)).toBe(4);
    expect(await count('accountIds=nobody')).toBe(0);
    const [first, second] = listOf(await app.call('GET', '/ai/sessions')).items;
    expect(await count(`specificIds=${first?.id},${second?.id},x`)).toBe(2);
    expect(await count(`specificIds=${first?.id}&accountIds=nobody`)).toBe(0);
  });

  it('keeps the query in the link to the next page, whatever it was', async () => {
    const acme = app.accountId('Acme');
    const first = await app.call('GET', `/ai/sessions.xml?accountIds=${acme}&countPerPage=3&page=0`);
    const next = nextOf(first) ?? '';
    expect(next).toMatch(new RegExp(`^/ai/sessions\\.xml\\?accountIds=${acme}&countPerPage=3&cursor=[\\w-]+$`));
    expect((await app.call('GET', next)).text.match(/<d2p1:AISessionInfo>/g)).toHaveLength(1);
  });

  it('refuses a cursor that is forged, cut off, or of another query', async () => {
    const next = nextOf(await app.call('GET', '/ai/sessions?countPerPage=2')) ?? '';
    const cursor = /cursor=(.*)/.exec(next)?.[1] ?? '';
    expect((await app.call('GET', `/ai/sessions?countPerPage=5&cursor=${cursor}`)).status).toBe(200);
    for (const query of [
      `cursor=${cursor}&sortField=purpose`,
      `cursor=${cursor}&sortOrder=Ascend`,
      `cursor=${cursor}&accountIds=${app.accountId('Acme')}`,
      `cursor=${cursor.slice(0, -4)}`,
      `cursor=${cursor.slice(0, 20)}${cursor[20] === 'A' ? 'B' : 'A'}${cursor.slice(21)}`,
      'cursor=x',
    ]) {
      const { status, json } = await app.call('GET', `/ai/sessions?${query}`);
      expect([query, status, json.responseStatus.errors[0]?.fieldName]).toEqual([query, 400, 'Cursor']);
      expect(json.responseStatus.message).toBe("'Cursor' was not issued by this list for this query.");
    }
    expect((await app.call('GET', `/accounts?cursor=${cursor}`)).status).toBe(400);
  });

  it('neither hides nor repeats a session when others come and go between two pages', async () => {
    const known = listOf(await app.call('GET', '/ai/sessions')).items.map(({ id }) => id);
    const first = await app.call('GET', '/ai/sessions?countPerPage=4');
    const created = await app.postJson('/ai/sessions', { purpose: 'new' });
    await app.call('DELETE', `/ai/sessions/${known[2]}`);
    const second = await app.call('GET', nextOf(first) ?? '');
    const seen = [...listOf(first).items, ...listOf(second).items].map(({ id }) => id);
    expect(seen).toEqual(known.slice(0, 8));
    await app.call('DELETE', `/ai/sessions/${String(created.json.id)}`);
  });

  it('answers in every format', async () => {
    const xml = await app.call('GET', '/ai/sessions?countPerPage=1', { headers: { accept: 'application/xml' } });
    expect(xml.text).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?><ListResponseOfAISessionInfokPYUDTdt xmlns:i="[^"]+" xmlns="[^"]+Voice\.Api"><HasMorePages>true<\/HasMorePages><Items xmlns:d2p1="[^"]+Voice\.Api\.AI"><d2p1:AISessionInfo>/,
    );
    const csv = await app.call('GET', '/ai/sessions.csv?countPerPage=2');
    expect(csv.text.split('\r\n')).toHaveLength(4);
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="ListAISessions.csv"');
    const jsonl = await app.call('GET', '/ai/sessions.jsonl?countPerPage=2');
    expect(jsonl.text.trimEnd().split('\n')).toHaveLength(2);
    const origin = await app.postJson('/json/reply/ListAISessions', {
      CountPerPage: 3,
      accountIds: [app.accountId('Acme')],
    });
    expect(listOf(origin).items).toHaveLength(3);
    expect((await app.call('HEAD', '/ai/sessions')).text).toBe('');
  });
});

describe('all=true', () => {
  const COUNT = 1203;
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(account('Acme')).as(Role.SystemAdministrator);
    // Each request of a batch has a connection of its own: more at once overflow the backlog on a busy machine.
    const BATCH_SIZE = 100;
    for (let first = 0; first < COUNT; first += BATCH_SIZE) {
      const size = Math.min(BATCH_SIZE, COUNT - first);
      await Promise.all(
        Array.from({ length: size }, (_, i) =>
          app.postJson('/ai/sessions', { purpose: `p${first + i}`, accountId: app.accountId('Acme') }),
        ),
      );
    }
  });
  afterAll(() => app.stop());

  it('gives every match as one answer, equal to the pages put together, in every format', async () => {
    const pages = await Promise.all(
      [0, 1].map((page) => app.call('GET', `/ai/sessions?countPerPage=1000&page=${page}`)),
    );
    const items = pages.flatMap((page) => listOf(page).items);
    const json = listOf(await app.call('GET', '/ai/sessions?all=true'));
    expect(json).toEqual({ items, totalCount: COUNT, totalPages: 1, hasMorePages: false });
    const jsonl = await app.call('GET', '/ai/sessions.jsonl?all=true');
    expect(
      jsonl.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(items);
    const csv = await app.call('GET', '/ai/sessions.csv?all=true');
    expect(csv.text.split('\r\n')).toHaveLength(COUNT + 2);
    const xml = await app.call('GET', '/ai/sessions.xml?all=true');
    const xmlPages = await Promise.all(
      [0, 1].map((page) => app.call('GET', `/ai/sessions.xml?countPerPage=1000&page=${page}`)),
    );
    const inside = (text: string): string | undefined => /<Items [^>]*>(.*)<\/Items>/.exec(text)?.[1];
    expect(inside(xml.text)).toBe(xmlPages.map(({ text }) => inside(text)).join(''));
    expect(xml.text).toMatch(
      new RegExp(`</Items><TotalCount>${COUNT}</TotalCount><TotalPages>1</TotalPages></ListResponseOf`),
    );
  });

  it('leaves the totals out where they are not wanted, and is well-formed where there is nothing', async () => {
    const simplified = listOf(await app.call('GET', '/ai/sessions?all=true&simplifiedPaging=true'));
    expect([simplified.items.length, simplified.totalCount, simplified.totalPages]).toEqual([COUNT, 0, 0]);
    expect(listOf(await app.call('GET', '/ai/sessions?all=true&accountIds=x'))).toEqual({
      items: [],
      totalCount: 0,
      totalPages: 0,
      hasMorePages: false,
    });
    expect((await app.call('GET', '/ai/sessions.xml?all=true&accountIds=x')).text).toContain(
      '<Items xmlns:d2p1="http://schemas.datacontract.org/2004/07/Voice.Api.AI" />',
    );
  });

  it('cannot be taken for complete where it fails midway, in no format', async () => {
    const reader = watchReads(app);
    for (const suffix of ['json', 'xml', 'csv', 'jsonl']) {
      reader.failAfter(2);
      await expect(app.call('GET', `/ai/sessions.${suffix}?all=true`)).rejects.toThrow();
    }
    reader.restore();
    expect((await app.call('GET', '/ai/sessions.jsonl?all=true')).status).toBe(200);
  });

  it('stops reading when the client goes', async () => {
    const reader = watchReads(app);
    const abort = new AbortController();
    const response = await fetch(`${app.url}/ai/sessions?all=true`, {
      headers: { authorization: app.authorization },
      signal: abort.signal,
    });
    await response.body?.getReader().read();
    abort.abort();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { reads } = reader;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(reader.reads).toBe(reads);
    reader.restore();
    expect((await app.call('GET', '/ai/sessions?countPerPage=1')).status).toBe(200);
  });
});

/** Counts the reads of the database from here on, and can make one fail. */
function watchReads(app: TestApp) {
  const manager = app.nest.get(Database).read;
  const query = manager.query.bind(manager);
  let failing = Infinity;
  const watch = {
    reads: 0,
    failAfter: (reads: number) => (failing = watch.reads + reads),
    restore: () => (manager.query = query),
  };
  manager.query = (...args: Parameters<typeof manager.query>) => {
    if (args[0].includes('ai_sessions') && ++watch.reads > failing) {
      failing = Infinity;
      return Promise.reject(new Error('the disk is gone'));
    }
    return query(...args) as never;
  };
  return watch;
}
