/** A script for Python 3 with the package `requests`. It asks for a password. */
export function python({ method, url, headers, body, form, credentials, userName }) {
  const pairs = headers.map(([name, value]) => `        ${literal(name)}: ${literal(value)},`);
  if (credentials === 'key') pairs.push('        "Authorization": "Bearer " + os.environ["VOICE_API_KEY"],');
  const imports = { key: ['import os', ''], password: ['from getpass import getpass', ''], none: [] }[credentials];
  return [
    ...imports,
    'import requests',
    '',
    'response = requests.request(',
    `    ${literal(method)},`,
    `    ${literal(url)},`,
    ...(pairs.length > 0 ? ['    headers={', ...pairs, '    },'] : []),
    ...(credentials === 'password' ? [`    auth=(${literal(userName)}, getpass().encode()),`] : []),
    ...(form
      ? [
          '    files={',
          ...form.map(([name, value]) => `        ${literal(name)}: (None, ${literal(value)}),`),
          '    },',
        ]
      : []),
    ...(body === undefined ? [] : [`    data=${text(body)}.encode(),`]),
    ')',
    'print(response.status_code, response.text)',
  ].join('\n');
}

/** JSON's escapes are Python's. */
const literal = (value) => JSON.stringify(String(value));

/** On several lines if nothing in it must be escaped. */
const text = (value) => (/\\|"""|"$|\r/.test(value) ? literal(value) : `"""${value}"""`);
