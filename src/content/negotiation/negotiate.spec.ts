import { describe, expect, it } from '@jest/globals';
import { codecs, errorCodecs } from '../codecs/codecs.js';
import { negotiate, negotiateError, type FormatPreference } from './negotiate.js';

const JSON_ = 'application/json';
const XML = 'application/xml';
const NONE = undefined;
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

/** The client's preference, the media type of the response (`NONE` is 406), and the media type of an error. */
const table: [name: string, preference: FormatPreference, expected: string | undefined, expectedForError: string][] = [
  // 1. suffix
  ['.json', { suffix: 'json' }, JSON_, JSON_],
  ['.xml', { suffix: 'xml' }, XML, XML],
  ['.csv', { suffix: 'csv' }, 'text/csv', JSON_],
  ['.jsonl', { suffix: 'jsonl' }, 'application/jsonl', JSON_],
  ['.xml over ?format=json', { suffix: 'xml', format: 'json' }, XML, XML],
  ['.xml over an unknown ?format=', { suffix: 'xml', format: 'yaml' }, XML, XML],
  ['.xml over Accept', { suffix: 'xml', accept: JSON_ }, XML, XML],
  ['.xml over an unsupported Accept', { suffix: 'xml', accept: 'image/png' }, XML, XML],
  ['.xml over Accept: text/xml, under its own name', { suffix: 'xml', accept: 'text/xml' }, XML, XML],
  ['.json over a body in XML', { suffix: 'json', contentType: XML }, JSON_, JSON_],
  // 2. ?format=
  ['?format=json', { format: 'json' }, JSON_, JSON_],
  ['?format=xml', { format: 'xml' }, XML, XML],
  ['?format=XML', { format: 'XML' }, XML, XML],
  ['?format=Csv', { format: 'Csv' }, 'text/csv', JSON_],
  ['?format=JSONL', { format: 'JSONL' }, 'application/jsonl', JSON_],
  ['?format=html', { format: 'html' }, NONE, JSON_],
  ['an empty ?format=', { format: '' }, NONE, JSON_],
  ['?format=xml over Accept', { format: 'xml', accept: JSON_ }, XML, XML],
  ['an unknown ?format= over a supported Accept', { format: 'yaml', accept: XML }, NONE, JSON_],
  // 3. Accept: names
  ['application/json', { accept: JSON_ }, JSON_, JSON_],
  ['application/xml', { accept: XML }, XML, XML],
  ['text/xml', { accept: 'text/xml' }, 'text/xml', 'text/xml'],
  ['text/json', { accept: 'text/json' }, 'text/json', 'text/json'],
  ['text/csv', { accept: 'text/csv' }, 'text/csv', JSON_],
  ['application/jsonl', { accept: 'application/jsonl' }, 'application/jsonl', JSON_],
  ['text/jsonl', { accept: 'text/jsonl' }, 'text/jsonl', JSON_],
  ['application/x-ndjson', { accept: 'application/x-ndjson' }, 'application/x-ndjson', JSON_],
  ['a media type in upper case', { accept: 'Application/XML' }, XML, XML],
  ['a supported charset', { accept: 'application/json; charset=UTF-8' }, JSON_, JSON_],
  ['a supported charset, quoted', { accept: 'text/xml;charset="utf-8"' }, 'text/xml', 'text/xml'],
  ['an unknown parameter', { accept: 'application/json;odata=verbose' }, JSON_, JSON_],
  ['q after a parameter', { accept: 'application/json;version=2;q=0.1, application/xml;q=0.2' }, XML, XML],
  ['JSON with a lower quality than any other type', { accept: 'application/json;q=0.9, */*' }, XML, XML],
  ['Java’s default', { accept: 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2' }, JSON_, JSON_],
  ['?format=xml over Accept: text/xml, under its own name', { format: 'xml', accept: 'text/xml' }, XML, XML],
  ['a quoted string without an end', { accept: `text/csv, "${'\\\\"'.repeat(20)}` }, 'text/csv', JSON_],
  ['an extension of Accept', { accept: 'application/xml;q=0.5;ext=1' }, XML, XML],
  ['image/png', { accept: 'image/png' }, NONE, JSON_],
  ['text/html', { accept: 'text/html' }, NONE, JSON_],
  // Accept: q-values
  ['a higher quality for XML', { accept: 'application/json;q=0.5, application/xml' }, XML, XML],
  ['a higher quality for JSON', { accept: 'application/xml;q=0.8, application/json;q=0.9' }, JSON_, JSON_],
  ['three decimals', { accept: 'application/json;q=0.123,application/xml;q=0.124' }, XML, XML],
  ['q=0', { accept: 'application/json;q=0' }, NONE, JSON_],
  ['q=0.000', { accept: 'application/xml;q=0.000, text/csv;q=0.1' }, 'text/csv', JSON_],
  ['any type but JSON', { accept: '*/*, application/json;q=0' }, XML, XML],
  ['text/*, but not application/json', { accept: 'text/*, application/json;q=0' }, 'text/json', 'text/json'],
  ['spaces around q', { accept: 'application/json ; q=0.1 , application/xml ; q = 0.2' }, XML, XML],
  ['Q in upper case', { accept: 'application/json;Q=0.1, application/xml;Q=0.2' }, XML, XML],
  ['several header lines, joined by commas', { accept: 'text/html, application/xml;q=0.9, text/csv;q=0.8' }, XML, XML],
  ['the other media type of the same format', { accept: 'text/xml, application/xml;q=0.5' }, 'text/xml', 'text/xml'],
  // Accept: wildcards and specificity
  ['*/*', { accept: '*/*' }, JSON_, JSON_],
  ['application/*', { accept: 'application/*' }, JSON_, JSON_],
  ['text/*', { accept: 'text/*' }, 'text/json', 'text/json'],
  ['text/*, but not text/json', { accept: 'text/*, text/json;q=0' }, 'text/xml', 'text/xml'],
  ['image/*', { accept: 'image/*' }, NONE, JSON_],
  ['a media type over a wildcard', { accept: 'application/*;q=0.9, application/json;q=0.1' }, XML, XML],
  ['type/* over */*', { accept: '*/*, application/*;q=0.1, text/*;q=0.2' }, 'text/json', 'text/json'],
  ['*/* with q=0', { accept: '*/*;q=0' }, NONE, JSON_],
  ['CSV, then any type', { accept: 'text/csv, */*;q=0.1' }, 'text/csv', JSON_],
  ['a browser', { accept: BROWSER }, XML, XML],
  ['a wildcard type with a subtype', { accept: '*/json' }, NONE, JSON_],
  // problem types
  ['application/problem+json', { accept: 'application/problem+json' }, JSON_, 'application/problem+json'],
  ['application/problem+xml', { accept: 'application/problem+xml' }, XML, 'application/problem+xml'],
  [
    'JSON, and a problem type',
    { accept: 'application/json, application/problem+json' },
    JSON_,
    'application/problem+json',
  ],
  [
    'XML, and a problem type in JSON',
    { accept: 'application/xml, application/problem+json;q=0.5' },
    XML,
    'application/problem+json',
  ],
  [
    'two problem types of different quality',
    { accept: 'application/problem+json;q=0.2, application/problem+xml;q=0.3' },
    XML,
    'application/problem+xml',
  ],
  [
    'two problem types of the same quality, the body in XML',
    { accept: 'application/problem+json, application/problem+xml', contentType: XML },
    XML,
    'application/problem+xml',
  ],
  ['a problem type with q=0', { accept: 'application/json, application/problem+json;q=0' }, JSON_, JSON_],
  [
    'a problem type and a suffix',
    { suffix: 'xml', accept: 'application/problem+json' },
    XML,
    'application/problem+json',
  ],
  [
    'a problem type beside an unsupported type',
    { accept: 'image/png, application/problem+xml;q=0.1' },
    XML,
    'application/problem+xml',
  ],
  // 4. */*, no Accept, and ties
  ['no Accept', {}, JSON_, JSON_],
  ['an empty Accept', { accept: '' }, JSON_, JSON_],
  ['no Accept, a body in XML', { contentType: 'application/xml; charset=utf-8' }, XML, XML],
  ['*/*, a body in XML', { accept: '*/*', contentType: XML }, XML, XML],
  ['*/*, a body in text/xml', { accept: '*/*', contentType: 'text/xml' }, XML, XML],
  ['*/*, a body in JSON', { accept: '*/*', contentType: JSON_ }, JSON_, JSON_],
  ['*/*, a form', { accept: '*/*', contentType: 'application/x-www-form-urlencoded' }, JSON_, JSON_],
  ['*/*, a malformed Content-Type', { accept: '*/*', contentType: ';;' }, JSON_, JSON_],
  ['a tie, a body in XML', { accept: 'application/json, application/xml', contentType: XML }, XML, XML],
  ['a tie without a body', { accept: 'application/xml, application/json' }, JSON_, JSON_],
  ['a tie of XML and CSV', { accept: 'text/csv, application/xml' }, XML, XML],
  ['application/json, a body in XML', { accept: JSON_, contentType: XML }, JSON_, JSON_],
  // malformed
  ['a malformed range', { accept: 'garbage' }, NONE, JSON_],
  ['a malformed range beside a valid one', { accept: 'garbage, application/xml' }, XML, XML],
  ['a range with an invalid q', { accept: 'application/xml;q=2, text/csv;q=0.1' }, 'text/csv', JSON_],
  ['q without a number', { accept: 'application/xml;q=' }, NONE, JSON_],
  ['only commas', { accept: ',,' }, NONE, JSON_],
  ['a comma in a quoted string', { accept: 'text/x;a="b,application/xml", text/csv' }, 'text/csv', JSON_],
];

describe('negotiate', () => {
  it.each(table)('%s', (_, preference, expected, expectedForError) => {
    const negotiated = negotiate(preference, codecs);
    expect(negotiated?.mediaType).toBe(expected);
    expect(negotiateError(preference, errorCodecs, codecs).mediaType).toBe(expectedForError);
  });
});
