import type { RunningService } from './service.js';

/**
 * What a start prints for people: where the service is, who may use it, and two commands to paste.
 */
export function startBanner({
  url,
  docsUrl,
  messagesAddress,
  firstStart,
}: Omit<RunningService, 'nest' | 'stop'>): string {
  const { administrator, generatedPassword, demoAccountId } = firstStart;
  const where = `
  voice-api is listening on ${url}
${docsUrl === undefined ? '' : `  Docs            ${docsUrl}\n`}${messagesAddress === undefined ? '' : `  Messages        ${messagesAddress}\n`}`;
  if (administrator === undefined) {
    return `${where}  Administrator   none yet: set ADMIN_PASSWORD and start again to make one\n`;
  }
  const user = generatedPassword ? `${administrator}:${generatedPassword}` : administrator;
  const purpose = 'Summarise the calls of this week';
  const json = JSON.stringify({ accountId: demoAccountId, purpose });
  const account = demoAccountId ? `<AccountId>${demoAccountId}</AccountId>` : '';
  const namespace = 'http://schemas.datacontract.org/2004/07/Voice.Api.AI';
  const xml = `<NewAISession xmlns="${namespace}">${account}<Purpose>${purpose}</Purpose></NewAISession>`;
  const password = generatedPassword
    ? `password ${generatedPassword} (generated now and not shown again)`
    : 'with the password it was given (curl asks for it)';
  return `${where}  Administrator   ${administrator}, ${password}

  Create a session in JSON:
curl -u ${quote(user)} ${url}/ai/sessions -H 'Content-Type: application/json' -d ${quote(json)}

  Create a session in XML:
curl -u ${quote(user)} ${url}/ai/sessions -H 'Content-Type: application/xml' -d ${quote(xml)}
`;
}

/** For a POSIX shell; plain words stay as they are. */
const quote = (text: string): string => (/^[\w:@.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
