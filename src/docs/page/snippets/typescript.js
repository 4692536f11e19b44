/** A module for Node, in TypeScript without dependencies. */
export function typescript({ method, url, headers, body, form, credentials, userName }) {
  const lines = headers.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  if (credentials !== 'none') lines.push('    Authorization: authorization,');
  const content = form ? 'form' : body === undefined ? undefined : template(body);
  return [
    ...authorization(credentials, userName),
    ...(form ? ['const form = new FormData();', ...form.map(field), ''] : []),
    `const response = await fetch(${JSON.stringify(url)}, {`,
    `  method: '${method}',`,
    ...(lines.length > 0 ? ['  headers: {', ...lines, '  },'] : []),
    ...(content ? [`  body: ${content},`] : []),
    '});',
    'console.log(response.status, await response.text());',
    'export {};',
  ].join('\n');
}

function authorization(credentials, userName) {
  if (credentials === 'key') return ['const authorization = `Bearer ${process.env.VOICE_API_KEY}`;', ''];
  if (credentials !== 'password') return [];
  const pair = `\`${escapeTemplate(userName)}:\${process.env.VOICE_API_PASSWORD}\``;
  return [`const authorization = 'Basic ' + Buffer.from(${pair}).toString('base64');`, ''];
}

const field = ([name, value]) => `form.append(${JSON.stringify(name)}, ${JSON.stringify(value)});`;
const escapeTemplate = (text) => text.replace(/[\\`]|\$(?={)/g, '\\$&');
const template = (text) => `\`${escapeTemplate(text)}\``;
