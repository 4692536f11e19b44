/** The headers of an answer: those that a caller acts upon stand out, and the others are folded. */

/** With their usual capitals: the browser returns all names in lower case. */
const IMPORTANT = { etag: 'ETag', link: 'Link', 'retry-after': 'Retry-After', 'x-request-id': 'X-Request-Id' };

export const headersOf = ({ React: { createElement } }) => {
  const line = ([name, value]) =>
    createElement(
      'div',
      { className: 'headerline', key: name },
      createElement('dt', null, `${IMPORTANT[name] ?? name}: `),
      createElement('dd', null, String(value)),
    );

  return function Headers({ headers }) {
    const all = Object.entries(headers);
    const important = all.filter(([name]) => name in IMPORTANT);
    const others = all.filter(([name]) => !(name in IMPORTANT));
    return createElement(
      'div',
      { className: 'answer-headers' },
      important.length > 0 && createElement('dl', { className: 'important' }, ...important.map(line)),
      others.length > 0 &&
        createElement(
          'details',
          null,
          createElement('summary', null, `${others.length} more headers`),
          createElement('dl', null, ...others.map(line)),
        ),
    );
  };
};
