import { Logger } from '@nestjs/common';
import type { RunningService } from './service.js';
import { buildInfo, buildText } from '../common/build-info.js';
import type { Env } from '../config/env.js';

/** What a start tells its operator. */
export type Started = Omit<RunningService, 'nest' | 'stop'>;

/** Prints the banner or, in production, logs one line. */
export function announceStart(started: Started, { isProduction }: Env): void {
  if (isProduction) logStart(started);
  else process.stdout.write(`${startBanner(started)}\n`);
}

/** Logs the start as one line, for production: the banner is no JSON, and nobody is there to paste its commands. */
function logStart({ url, docsUrl, messagesAddress, metricsUrl }: Started): void {
  const { version, commit } = buildInfo;
  new Logger('Start').log(`listening on ${url}`, { version, commit, url, docsUrl, messagesAddress, metricsUrl });
}

/** The text that a start prints: the service's addresses, its administrator, and two commands to try it with. */
export function startBanner({ url, docsUrl, messagesAddress, metricsUrl, firstStart }: Started): string {
  const { administrator, generatedPassword, demoAccountId } = firstStart;
  const addresses = `
  voice-api ${shortenCommit(buildText())} is listening on ${url}
${docsUrl === undefined ? '' : `  Docs            ${docsUrl}\n`}${messagesAddress === undefined ? '' : `  Messages        ${messagesAddress}\n`}${metricsUrl === undefined ? '' : `  Metrics         ${metricsUrl}\n`}`;
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

const shortenCommit = (text: string): string => text.replace(/\b([0-9a-f]{7})[0-9a-f]{33}\b/, '$1');

/** Quotes text for a POSIX shell if it has special characters. */
const quote = (text: string): string => (/^[\w:@.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
