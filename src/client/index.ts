// The public API of the package voice-api-client.
export { AccountsClient } from './accounts.client.js';
export { AISessionsClientModule, type ClientScope } from './ai-sessions-client.module.js';
export { AISessionsClient, type Review } from './ai-sessions.client.js';
export { AIUsageClient } from './ai-usage.client.js';
export type { Page, Tagged } from './page.js';
export type { CallOptions, ChangeOptions, EditOptions } from './call-options.js';
export type { AISessionsClientOptions, Credentials, MessageClient, Secret } from './options.js';
export { VoiceApiError, VoiceApiTimeoutError, VoiceApiUnreachableError } from './voice-api-error.js';
export type * from './wire-types.js';
