import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { type Answer, startApp, type TestApp } from './support/app.js';
import { compareValues, listOf, nextPageOf } from './support/list-responses.js';
import { formBody, wireName, xmlNamespace } from './support/request-bodies.js';
import { type CreatedRow, ResourceClient } from './support/resource-client.js';
import { type Group, resources } from './support/resources.js';

const TEXTS = ['b', 'a', 'C', '\uFF5E', '😀', 'é', '', 'D', 'aa', 'z'];

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

describe.each(resources)('the list of $noun', (resource) => {
  const client = new ResourceClient(resource, () => app);
  const { path, text, operations } = resource;
  const ofEveryRow = ['id', 'dateCreated', 'dateLastModified', 'createdBy', 'lastModifiedBy'];
  const sortFields = [...resource.responseMembers, ...ofEveryRow].filter(
    (name) => !resource.notSortable.includes(name),
  );
  /** Rows that no test changes, oldest first. */
  const rows: CreatedRow[] = [];
  let group: Group;
  /** The address of the list of these rows. */
  const address = (query = ''): string => `${path}?${formBody(group.filter)}${query && `&${query}`}`;
  const list = async (query = '') => listOf(await client.get(address(query)));
  const createAll = async (members: readonly object[]): Promise<CreatedRow[]> => {
    const created: CreatedRow[] = [];
    for (const each of members) created.push(await client.createFrom({ ...each }));
    return created;
  };

  beforeAll(async () => {
    group = await resource.newGroup(app);
    rows.push(...(await createAll(TEXTS.map((each, index) => group.row(each, index)))));
  });

  it('returns the newest first, with totals', async () => {
    const { items, ...totals } = await list();
    expect(totals).toEqual({ totalCount: 10, totalPages: 1, hasMorePages: false });
    expect(items.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).toReversed());
    expect(items.at(-1)).toMatchObject(rows[0]?.members ?? {});
  });

  it('returns 25 rows a page by default', async () => {
    const own = await resource.newGroup(app);
    const created = await createAll(Array.from({ length: 26 }, (_, index) => own.row(String(index), index)));
    const { items, ...totals } = listOf(await client.get(`${path}?${formBody(own.filter)}`));
    expect(totals).toEqual({ totalCount: 26, totalPages: 2, hasMorePages: true });
    const newestFirst = created.map(({ id }) => id).toReversed();
    expect(items.map(({ id }) => id)).toEqual(newestFirst.slice(0, 25));
    const all = listOf(await client.get(path));
    expect(all.items.map(({ id }) => id)).toEqual(newestFirst.slice(0, 25));
    expect(all.totalCount).toBe(await client.count());
  });

  it('returns pages by number, from 0', async () => {
    const lists = await Promise.all([0, 1, 2, 3, 9].map((page) => list(`countPerPage=4&page=${page}`)));
    expect(lists.map(({ items }) => items.length)).toEqual([4, 4, 2, 0, 0]);
    expect(lists.map(({ hasMorePages }) => hasMorePages)).toEqual([true, true, false, false, false]);
    expect(lists.map(({ totalCount, totalPages }) => [totalCount, totalPages])).toEqual(Array(5).fill([10, 3]));
    const ids = lists.flatMap(({ items }) => items.map(({ id }) => id));
    expect(ids).toEqual(rows.map(({ id }) => id).toReversed());
  });

  it('does not count with simplified paging, and still says whether there are more pages', async () => {
    const first = await list('simplifiedPaging=true&countPerPage=9');
    expect(first).toMatchObject({ totalCount: 0, totalPages: 0, hasMorePages: true });
    const all = await list('SimplifiedPaging=True&CountPerPage=10');
    expect(all).toMatchObject({ totalCount: 0, totalPages: 0, hasMorePages: false });
  });

  it('sorts text by code point, ascending unless the order says otherwise', async () => {
    const texts = async (query: string) => (await list(query)).items.map((item) => item[text]);
    const ascending = rows.map(({ members }) => String(members[text])).toSorted(compareValues);
    expect(await texts(`sortField=${wireName(text)}`)).toEqual(ascending);
    expect(await texts(`SORTFIELD=${text}&sortOrder=descend`)).toEqual(ascending.toReversed());
  });

  describe.each(sortFields)('sorted by %s', (sortField) => {
    it.each(['Ascend', 'Descend'])('%s has a total order that cursors follow', async (sortOrder) => {
      const { items } = await list(`sortField=${sortField}&sortOrder=${sortOrder}`);
      const sorted = items.toSorted(
        (one, other) =>
          compareValues(one[sortField] ?? null, other[sortField] ?? null) || compareValues(one.id, other.id),
      );
      expect(items).toEqual(sortOrder === 'Ascend' ? sorted : sorted.toReversed());
      const walked: unknown[] = [];
      let next: string | undefined = address(`sortField=${sortField}&sortOrder=${sortOrder}&countPerPage=3`);
      while (next) {
        const page: Answer = await client.get(next);
        walked.push(...listOf(page).items);
        next = nextPageOf(page);
      }
      expect(walked).toEqual(items);
    });
  });

  it('names the members that it can sort by in a 400', async () => {
    const { status, json } = await client.get(`${path}?sortField=version`);
    expect([status, json.responseStatus.errors]).toEqual([
      400,
      [
        {
          errorCode: 'InvalidValue',
          fieldName: 'SortField',
          message: expect.stringContaining(sortFields.map(wireName).join(', ')),
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
    ['all=maybe', 'All'],
    ['sortOrder=up', 'SortOrder'],
    ['page=1&Page=2', 'Page'],
    [`specificIds=${'x'.repeat(65)}`, 'SpecificIds'],
  ])('returns 400 for %s', async (query, fieldName) => {
    const { status, json } = await client.get(`${path}?${query}`);
    expect([status, json.responseStatus.errors[0]?.fieldName]).toEqual([400, fieldName]);
  });

  it('filters by ids, written as a list in any way', async () => {
    const count = async (query: string): Promise<number> => listOf(await client.get(`${path}?${query}`)).totalCount;
    const [one, other] = [rows[0]?.id ?? '', rows[1]?.id ?? ''];
    expect(await count(`specificIds=${one}`)).toBe(1);
    expect(await count(`specificIds=${one},${other},x`)).toBe(2);
    expect(await count(`specificIds=${one}&SpecificIds=${other}`)).toBe(2);
    expect(await count(`specificIds=[${one},${other}]`)).toBe(2);
    expect(await count(`specificIds=%5B${one}%5D`)).toBe(1);
    expect(await count('specificIds=nobody')).toBe(0);
    expect(await count(`specificIds=${one}&${resource.emptyFilter}`)).toBe(0);
    expect(await count(`specificIds=${one}&${formBody(group.filter)}`)).toBe(1);
  });

  it('keeps the path and the query in the link to the next page', async () => {
    const query = `${formBody(group.filter)}&countPerPage=6`;
    const next = nextPageOf(await client.get(`${path}.xml?${query}&page=0`)) ?? '';
    const [start, cursor] = next.split('&cursor=');
    expect(start?.split('?')[0]).toBe(`${path}.xml`);
    expect(new URLSearchParams(start?.split('?')[1]).toString()).toBe(new URLSearchParams(query).toString());
    expect(cursor).toMatch(/^[\w-]+$/);
    expect((await client.get(next)).text.match(new RegExp(`<d2p1:${resource.type}>`, 'g'))).toHaveLength(4);
  });

  it('returns 400 for a cursor that is forged, cut off, or of another query', async () => {
    const next = nextPageOf(await client.get(address('countPerPage=2'))) ?? '';
    const cursor = /cursor=(.*)/.exec(next)?.[1] ?? '';
    expect((await client.get(address(`countPerPage=5&cursor=${cursor}`))).status).toBe(200);
    for (const at of [
      address(`cursor=${cursor}&sortField=${text}`),
      address(`cursor=${cursor}&sortOrder=Ascend`),
      `${path}?cursor=${cursor}&${resource.emptyFilter}`,
      `${path}?cursor=${cursor}`,
      address(`cursor=${cursor.slice(0, -4)}`),
      address(`cursor=${cursor.slice(0, 20)}${cursor[20] === 'A' ? 'B' : 'A'}${cursor.slice(21)}`),
      address('cursor=x'),
    ]) {
      const { status, json } = await client.get(at);
      expect([at, status, json.responseStatus.errors[0]?.fieldName]).toEqual([at, 400, 'Cursor']);
      expect(json.responseStatus.message).toBe("'Cursor' was not issued by this list for this query.");
    }
    for (const other of resources.filter(({ noun }) => noun !== resource.noun)) {
      expect((await client.get(`${other.path}?cursor=${cursor}`)).status).toBe(400);
    }
  });

  it('neither omits nor repeats a row when others are created and deleted between two pages', async () => {
    const own = await resource.newGroup(app);
    const created = await createAll(TEXTS.map((each, index) => own.row(each, index)));
    const newestFirst = created.map(({ id }) => id).toReversed();
    const first = await client.get(`${path}?${formBody(own.filter)}&countPerPage=4`);
    await client.createFrom(own.row('new'));
    await client.delete(`${path}/${newestFirst[2]}`);
    const second = await client.get(nextPageOf(first) ?? '');
    const seen = [...listOf(first).items, ...listOf(second).items].map(({ id }) => id);
    expect(seen).toEqual(newestFirst.slice(0, 8));
  });

  it('has the members of a list in every format', async () => {
    const xml = await client.get(address('countPerPage=1'), { accept: 'application/xml' });
    expect(xml.text).toMatch(
      new RegExp(
        `^<\\?xml version="1.0" encoding="utf-8"\\?><${resource.listType} xmlns:i="[^"]+" ` +
          `xmlns="${xmlNamespace('Voice.Api')}"><HasMorePages>true</HasMorePages>` +
          `<Items xmlns:d2p1="${xmlNamespace(resource.namespace)}"><d2p1:${resource.type}><CreatedBy>admin</CreatedBy>`,
      ),
    );
    expect(xml.text).toContain(`</d2p1:${resource.type}></Items><TotalCount>10<`);
    const csv = await client.get(address('countPerPage=2&format=csv'));
    expect(csv.text.split('\r\n')).toHaveLength(4);
    expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="${operations.list}.csv"`);
    const jsonl = await client.get(address('countPerPage=2&format=jsonl'));
    expect(jsonl.text.trimEnd().split('\n')).toHaveLength(2);
    const posted = await app.postJson(`/json/reply/${operations.list}`, { CountPerPage: 3, ...group.filter });
    expect(listOf(posted).items).toHaveLength(3);
    expect((await app.call('HEAD', address())).text).toBe('');
  });
});
