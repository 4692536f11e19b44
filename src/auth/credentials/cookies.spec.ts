import { describe, expect, it } from '@jest/globals';
import { signInTokenOf } from './cookies.js';

const TOKEN = 'q8Z1rY0mC3vJ7nT5xW2kL9pB4sD6fG8hA0eR1uI3oQs';

describe('signInTokenOf', () => {
  it.each([
    ['the session cookie', `ss-id=${TOKEN}`],
    ['the permanent cookie', `a=b; ss-pid=${TOKEN}`],
    ['the permanent cookie beside an empty session cookie', `ss-id=; ss-pid=${TOKEN}`],
    ['a quoted value, as RFC 6265 allows', `ss-id="${TOKEN}"; ss-pid="x"`],
    ['an empty quoted value as an empty one', `ss-id=""; ss-pid="${TOKEN}"`],
    [
      'what Java 17 sends', // by java.net.http.HttpClient with a java.net.CookieManager
      `$Version="1"; ss-id="${TOKEN}";$Path="/";$Domain="127.0.0.1"; ss-pid="x";$Path="/";$Domain="127.0.0.1"`,
    ],
    ['spaces around the equals sign', `$Version = 1; ss-id = "${TOKEN}"; $Path = "/"`],
    ['a comma between cookies, as RFC 2965 section 3.3.4 allows', `$Version="1", a="b", ss-id="${TOKEN}"`],
    ['a separator within another cookie’s quoted value', `$Version="1"; a="; ss-id=x, ss-id=y"; ss-id="${TOKEN}"`],
    ['an escaped quote in another cookie’s value', `$Version="1"; a="\\"; ss-id=x"; ss-id="${TOKEN}"`],
    ['no escapes and no commas without $Version', `a="\\; ss-id=${TOKEN}; b=1,ss-id=x`],
    ['the first of two cookies with the same name, the one with the longer path', `ss-id=${TOKEN}; ss-id=x`],
  ])('reads %s', (_, header) => {
    expect(signInTokenOf(header)).toBe(TOKEN);
  });

  it.each([undefined, '', 'a=b', 'ss-id', 'ss-id=', 'ss-id=""', 'xss-id=x', 'SS-ID=x', '$Version=1; a="ss-id=x'])(
    'finds none in %s',
    (header) => {
      expect(signInTokenOf(header)).toBeUndefined();
    },
  );
});
