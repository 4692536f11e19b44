import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DataSource, Like } from 'typeorm';
import { Role } from '../src/auth/principal.js';
import { Database } from '../src/database/engine/database.js';
import { IdempotencyKey } from '../src/database/idempotency/idempotency-key.entity.js';
import { IdempotencyPurgeService } from '../src/database/idempotency/idempotency-purge.service.js';
import { startApp, type TestApp } from './support/app.js';
import { sessions } from './support/resources.js';
import { replayedParts } from './support/responses.js';
import { HOUR_MS, newKey, RetryClient } from './support/retry-client.js';

const LIFETIME_HOURS = 2;
const LIFETIME_MS = LIFETIME_HOURS * HOUR_MS;
const MINUTE_MS = 60_000;

let app: TestApp;
beforeAll(async () => {
  app = await startApp()
    .env({ IDEMPOTENCY_HOURS: String(LIFETIME_HOURS) })
    .as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const client = new RetryClient(sessions, () => app);

describe('a stored Idempotency-Key', () => {
  it('lives as long as the settings say', async () => {
    const key = newKey();
    const first = await client.postWithKey(key, {});
    await client.setKeyAge(key, LIFETIME_MS - MINUTE_MS);
    expect(replayedParts(await client.postWithKey(key, {}))).toEqual(replayedParts(first));
    await client.setKeyAge(key, LIFETIME_MS + MINUTE_MS);
    expect((await client.postWithKey(key, {})).json.id).not.toBe(first.json.id);
  });

  it('is stored together with the row, or not at all', async () => {
    const refusal =
      app.nest.get(Database).dialect === 'postgres'
        ? `ALTER TABLE ai_sessions ADD CONSTRAINT refuse CHECK (purpose <> 'refused')`
        : `CREATE TRIGGER refuse BEFORE INSERT ON ai_sessions WHEN new.purpose = 'refused' BEGIN SELECT RAISE(ABORT, 'no'); END`;
    await app.nest.get(DataSource).query(refusal);
    const key = newKey();
    expect((await client.postWithKey(key, { purpose: 'refused' })).status).toBe(500);
    expect(await client.storedKey(key)).toBeNull();
    expect((await client.postWithKey(key, { purpose: 'accepted' })).status).toBe(200);
  });
});

describe('the purge of Idempotency-Keys', () => {
  const purge = (): Promise<void> => app.nest.get(IdempotencyPurgeService).purgeExpired();

  it('deletes the keys that have expired, and only those', async () => {
    const [expired, young] = [newKey(), newKey()];
    await client.postWithKey(expired, {});
    const first = await client.postWithKey(young, {});
    await client.setKeyAge(expired, LIFETIME_MS + MINUTE_MS);
    await client.setKeyAge(young, LIFETIME_MS - MINUTE_MS);
    await purge();
    expect(await client.storedKey(expired)).toBeNull();
    expect(replayedParts(await client.postWithKey(young, {}))).toEqual(replayedParts(first));
  });

  it('deletes any number of keys in steps, between which other requests can write', async () => {
    const dateCreated = new Date(Date.now() - LIFETIME_MS - HOUR_MS).toISOString();
    const expired = Array.from({ length: 2500 }, (_, index) => ({
      ...{ id: `expired ${index}`, fingerprint: 'f', outcome: '{}' },
      dateCreated,
    }));
    await app.nest.get(DataSource).manager.save(IdempotencyKey, expired, { chunk: 500 });
    const database = app.nest.get(Database);
    const write = database.write.bind(database);
    let left = Promise.resolve(0);
    const writes = jest.spyOn(database, 'write').mockImplementation(async (work) => {
      // SQLite has one writer at a time. PostgreSQL has many, of which the purge could be the fastest.
      if (database.dialect === 'postgres') await left;
      return write(work);
    });
    const purged = purge();
    left = write((manager) => manager.countBy(IdempotencyKey, { id: Like('expired %') }));
    const key = newKey();
    const created = client.postWithKey(key, {});
    expect([1500, 2500]).toContain(await left);
    await purged;
    writes.mockRestore();
    expect((await created).status).toBe(200);
    expect(await client.keys.countBy({ id: Like('expired %') })).toBe(0);
    expect(await client.storedKey(key)).not.toBeNull();
  });
});

describe('the format of a stored Idempotency-Key', () => {
  const KEY = 'k';
  const ID = '3Sf0dWX6RjVmA03Qu1rGO34eFqF5GdNGHR8EIaibnOE'; // SHA-256 of ["admin","k"]
  const FINGERPRINT = 'jUdr24f2Ubaqi2Qtn0YEwDK9-JbwnblEC1Tww2kX1no'; // SHA-256 of ["NewAISession",null,"p"]
  beforeEach(() => client.keys.delete({ id: ID }));

  it('is one that an earlier version of the service has stored', async () => {
    const date = '2026-11-22T06:07:08.123Z';
    const creator = { createdBy: 'u', lastModifiedBy: 'u' };
    const session = { purpose: 'p', id: 's1', dateCreated: date, dateLastModified: date, ...creator };
    await client.keys.insert({
      id: ID,
      fingerprint: FINGERPRINT,
      outcome: JSON.stringify({ value: session, version: 2, context: '7' }),
      dateCreated: new Date().toISOString(),
    });
    const replay = await client.postWithKey(KEY, { purpose: 'p' });
    expect(replay).toMatchObject({ status: 200, json: session });
    expect(replay.headers.get('etag')).toBe('"2-7-json"');
    expect((await client.postWithKey(KEY, { purpose: 'other' })).status).toBe(422);
  });

  it('is one that an earlier version of the service reads', async () => {
    const { id } = (await client.postWithKey(KEY, { purpose: 'p' })).json;
    const row = await client.keys.findOneBy({ id: ID });
    expect(row).toMatchObject({ id: ID, fingerprint: FINGERPRINT });
    expect(JSON.parse(row?.outcome ?? '')).toEqual({
      value: expect.objectContaining({ id, purpose: 'p' }),
      version: 1,
      context: '',
    });
  });
});
