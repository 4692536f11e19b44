import { hash, verify } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { User } from '../src/auth/entities/user.entity.js';
import { UserAdminService } from '../src/auth/users/user-admin.service.js';
import { basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';

/** The same password in Unicode's forms NFC and NFD. */
const NFC = 'caf\u00e9 \u00c5ngstr\u00f6m';
const NFD = 'cafe\u0301 A\u030angstro\u0308m';
/** A compatibility character, which NFC keeps and NFKC would replace. */
const LIGATURE = '\ufb01ve hundred';

describe('a password in another Unicode form', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(
      ...['nfc', 'nfd', 'old', 'guessed'].map((name) => user(name, NFC, 'SystemAdministrator')),
    );
    await app.nest.get(UserAdminService).setPassword('nfd', NFD, 'test');
  });
  afterAll(() => app.stop());

  const status = async (userName: string, password: string): Promise<number> =>
    (await app.postJson('/auth', { userName, password })).status;
  const basicStatus = async (userName: string, password: string): Promise<number> =>
    (await app.postJson('/ai/sessions', {}, { authorization: basic(userName, password) })).status;
  const storedHash = async (userName: string): Promise<string> =>
    (await app.nest.get(DataSource).manager.findOneByOrFail(User, { userName })).passwordHash;

  it.each(['nfc', 'nfd'])('is the same password, whichever was set: %s', async (name) => {
    for (const password of [NFC, NFD]) {
      expect([await status(name, password), await basicStatus(name, password)]).toEqual([200, 200]);
    }
    expect(await verify(await storedHash(name), NFC)).toBe(true);
  });

  it('is not folded further: compatibility characters stay', async () => {
    const admin = app.nest.get(UserAdminService);
    await admin.setPassword('nfc', LIGATURE, 'test');
    expect([await status('nfc', LIGATURE), await status('nfc', LIGATURE.normalize('NFKC'))]).toEqual([200, 401]);
  });

  it('opens with an older hash of the form that was sent, which becomes one of NFC', async () => {
    await app.nest.get(DataSource).manager.update(User, { userName: 'old' }, { passwordHash: await hash(NFD) });
    expect(await status('old', NFC)).toBe(401);
    expect(await status('old', NFD)).toBe(200);
    expect(await verify(await storedHash('old'), NFC)).toBe(true);
    expect(await status('old', NFC)).toBe(200);
  });

  it('counts as one failure where both forms are wrong', async () => {
    const wrong = (index: number): Promise<number> => status('guessed', `e\u0301 wrong ${index}`);
    for (let index = 0; index < 5; index++) expect(await wrong(index)).toBe(401);
    expect(await wrong(5)).toBe(429);
  });

  it('counts its characters in NFC where it is set', async () => {
    const admin = app.nest.get(UserAdminService);
    await expect(admin.add('short', 'e\u0301'.repeat(7), [], {}, 'test')).rejects.toThrow('at least 8');
    await admin.add('long', 'e\u0301'.repeat(8), [], {}, 'test');
    expect(await status('admin', PASSWORD)).toBe(200);
  });
});
