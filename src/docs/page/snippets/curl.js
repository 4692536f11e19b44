/** A command for a POSIX shell. curl asks for a password, and the shell knows the key. */
export function curl({ method, url, headers, body, form, credentials, userName }) {
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quote(url)}`,
    ...(credentials === 'password' ? [`-u ${quote(userName)}`] : []),
    ...(credentials === 'key' ? ['-H "Authorization: Bearer $VOICE_API_KEY"'] : []),
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(form ?? []).map(([name, value]) => `--form-string ${quote(`${name}=${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quote(body)}`]),
  ].join(' \\\n  ');
}

const quote = (text) => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
