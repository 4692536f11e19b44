import { describe, expect, it } from '@jest/globals';
import { parseArguments } from './parse-arguments.js';

const problemOf = (text: string): string => {
  try {
    parseArguments(text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the arguments of an action', () => {
  it.each([
    ['in one object', '{"to":"a","to":"b"}', `'Arguments' has the member "to" twice.`],
    ['with an escape in one of them', String.raw`{"to":"a","\u0074o":"b"}`, `'Arguments' has the member "to" twice.`],
    ['in a nested object', '{"a":[{"b":1},{"b":1,"c":{},"b":2}]}', `'Arguments' has the member "b" twice.`],
    ['that is __proto__', '{"__proto__":{},"__proto__":{}}', `'Arguments' has the member "__proto__" twice.`],
    ['that is empty', '{"":1, "" : 2}', `'Arguments' has the member "" twice.`],
  ])('are refused if a member comes twice %s', (_, text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it.each(['9007199254740993', '-12345678901234567890', '[1,{"b":[9007199254740993]}]'])(
    'are refused with %s, which is rounded',
    (value) => {
      expect(problemOf(`{"a":${value}}`)).toMatch(/^'Arguments' contains the integer -?\d+, which is too long/);
    },
  );

  it.each([
    '{"a":{"to":1},"b":{"to":1},"to":[{"to":1},{"to":1}]}',
    String.raw`{"a":"\"a\":1,\"a\":2 {","b":"}{","a ":"9007199254740993","\\":"a","\\\\":"b"}`,
    '{"a":9007199254740992,"b":-0,"c":0.1234567890123456789,"d":1e300,"e":1E-7}',
    ' {\n"a" :\t"b:c" , "b":["a","a"]} ',
  ])('are taken as they are: %s', (text) => {
    expect(JSON.stringify(parseArguments(text))).toBe(JSON.stringify(JSON.parse(text)));
  });

  it('keep a member __proto__, which changes no other object', () => {
    const args = parseArguments('{"__proto__":{"isAdmin":true}}');
    expect([Object.keys(args), JSON.stringify(args)]).toEqual([['__proto__'], '{"__proto__":{"isAdmin":true}}']);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });
});
