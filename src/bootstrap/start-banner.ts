import type { RunningService } from './service.js';

/** The text that a start prints: the service's addresses, its administrator, and two commands to try it with. */
export function startBanner({
  url,
  docsUrl,
  messagesAddress,
  firstStart,
}: Omit<RunningService, 'nest' | 'stop'>): string {
  const { administrator, generatedPassword, demoAccountId } = firstStart;
  const addresses = `
  voice-api is listening on ${url}
${docsUrl === undefined ? '' : `  Docs            ${docsUrl}\n`}${messagesAddress === undefined ? '' : `  Messages        ${messagesAddress}\n`}`;
  if (administrator === undefined) {
    return `${addresses}  Administrator   does not exist: set ADMIN_PASSWORD and start again to create one\n`;
  }
  const user = generatedPassword ? `${administrator}:${generatedPassword}` : administrator;
  const purpose = 'Summarise the calls of this week';
  const json = JSON.stringify({ accountId: demoAccountId, purpose });
  const account = demoAccountId ? `<AccountId>${demoAccountId}</AccountId>` : '';
  const namespace = 'http://schemas.datacontract.org/2004/07/Voice.Api.AI';
  const xml = `<NewAISession xmlns="${namespace}">${account}<Purpose>${purpose}</Purpose></NewAISession>`;
  const password = generatedPassword
    ? `password ${generatedPassword} (generated now and not shown again)`
    : 'with the existing password (curl prompts for it)';
  return `${addresses}  Administrator   ${administrator}, ${password}

  Create a session in JSON:
curl -u ${quote(user)} ${url}/ai/sessions -H 'Content-Type: application/json' -d ${quote(json)}

  Create a session in XML:
curl -u ${quote(user)} ${url}/ai/sessions -H 'Content-Type: application/xml' -d ${quote(xml)}
`;
}

/** Quotes text for a POSIX shell if it has special characters. */
const quote = (text: string): string => (/^[\w:@.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
