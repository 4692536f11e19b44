import type { FirstStart } from './app.first-start.js';
import type { Env } from './config/env.js';

/**
 * What a start prints for people: where the service is, who may use it, and two commands to paste.
 *
 * @param url Where it listens.
 */
export function banner(url: string, env: Env, { generatedPassword, demoAccountId }: FirstStart): string {
  const user = generatedPassword ? `${env.ADMIN_USERNAME}:${generatedPassword}` : env.ADMIN_USERNAME;
  const purpose = 'Summarise the calls of this week';
  const json = JSON.stringify({ accountId: demoAccountId, purpose });
  const account = demoAccountId ? `<AccountId>${demoAccountId}</AccountId>` : '';
  const namespace = 'http://schemas.datacontract.org/2004/07/Voice.Api.AI';
  const xml = `<NewAISession xmlns="${namespace}">${account}<Purpose>${purpose}</Purpose></NewAISession>`;
  const password = generatedPassword
    ? `password ${generatedPassword} (generated now and not shown again)`
    : 'with the password it was given (curl asks for it)';
  return `
  voice-api is listening on ${url}
  Docs            ${url}/docs
  Administrator   ${env.ADMIN_USERNAME}, ${password}

  Create a session in JSON:
curl -u ${quote(user)} ${url}/ai/sessions -H 'Content-Type: application/json' -d ${quote(json)}

  Create a session in XML:
curl -u ${quote(user)} ${url}/ai/sessions -H 'Content-Type: application/xml' -d ${quote(xml)}
`;
}

/** For a POSIX shell; plain words stay as they are. */
const quote = (text: string): string => (/^[\w:@.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
