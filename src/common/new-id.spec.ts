import { describe, expect, it, jest } from '@jest/globals';
import { validate, version } from 'uuid';
import { newId } from './new-id.js';

/** Another spec of the same worker may have set the clock forward, and ids never go back. */
const LATER = Date.UTC(2090, 0, 1);

describe('newId', () => {
  it('creates unique, increasing UUIDs of version 7 with the current time', () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(LATER);
    const ids = Array.from({ length: 10_000 }, () => newId());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
    const time = Number.parseInt((ids.at(-1) ?? '').replace('-', '').slice(0, 12), 16);
    expect(time).toBe(LATER);
    clock.mockRestore();
  });

  it('creates increasing ids when the clock goes back', () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(LATER + 60_000);
    const before = newId();
    clock.mockReturnValue(LATER - 60_000);
    expect(newId() > before).toBe(true);
    clock.mockRestore();
  });
});
