// The wire types are the service's own contract classes. `export type` keeps the classes and their imports out of the package.
export type { AccountInfo } from '../accounts/dto/account-info.dto.js';
export type { ListAccounts, NewAccount, PatchAccount } from '../accounts/dto/account-requests.dto.js';
export type { AISessionActionInfo } from '../ai/actions/dto/ai-session-action-info.dto.js';
export type { ListAISessionActions, NewAISessionAction } from '../ai/actions/dto/action-requests.dto.js';
export type { AISessionInfo } from '../ai/dto/ai-session-info.dto.js';
export type { ListAISessions, PatchAISession } from '../ai/dto/ai-session-requests.dto.js';
export type { NewAISession } from '../ai/dto/new-ai-session.dto.js';
export type { AIUsageRecordInfo } from '../ai/usage/dto/ai-usage-record-info.dto.js';
export type { AIAccountUsage, AICustomerUsage, AIUsage } from '../ai/usage/dto/ai-usage.dto.js';
export type { GetAIUsage } from '../ai/usage/dto/get-ai-usage.dto.js';
export type { NewAIUsageRecord } from '../ai/usage/dto/new-ai-usage-record.dto.js';
export type { EntityInfo } from '../common/entity-info.js';
export type { FieldError } from '../common/errors.js';
export type { ListRequest } from '../common/list-request.js';
export type { ListResponse } from '../common/list-response.js';
