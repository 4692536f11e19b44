import { Controller, Delete, Get, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { listResponseOf } from '../../common/list-response.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../../common/results.js';
import { IfMatch } from '../../content/operations/conditional-headers.js';
import { CurrentCallIds } from '../../content/operations/current-call-ids.decorator.js';
import type { CallIds } from '../../content/operations/operation-call.js';
import { Dto, Operation } from '../../content/operations/operation.decorator.js';
import { CurrentUser, RequiresRole } from '../access.decorator.js';
import { type Principal, Role } from '../principal.js';
import { NoStoreInterceptor } from '../sign-in/no-store.interceptor.js';
import { ApiKeyOperationsService } from './api-key-operations.service.js';
import { ApiKeyInfo } from './dto/api-key-info.dto.js';
import { CreateApiKey, DeleteApiKey, ListApiKeys } from './dto/api-key-requests.dto.js';
import { RefuseIdempotencyKeyInterceptor } from './refuse-idempotency-key.interceptor.js';

const ApiKeyList = listResponseOf(ApiKeyInfo);

/** The HTTP API of API keys. There is none by message, and no batch. */
@ApiTags('Users and keys')
@RequiresRole(Role.SystemAdministrator, { withPassword: true })
@UseInterceptors(NoStoreInterceptor)
@Controller('auth/keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeyOperationsService) {}

  /**
   * Creates an API key
   *
   * @remarks The response contains the key itself, once: only its hash is stored. An `Idempotency-Key` is refused, because a
   * repeat could not return the same key. If no response arrives, list the keys, revoke the one with this name, and create
   * another one.
   */
  @Post()
  @UseInterceptors(RefuseIdempotencyKeyInterceptor)
  @Operation(CreateApiKey, ApiKeyInfo)
  create(
    @Dto() request: CreateApiKey,
    @CurrentUser() caller: Principal,
    @CurrentCallIds() { id }: CallIds,
  ): Promise<Versioned<ApiKeyInfo>> {
    return this.keys.create(request, caller, id);
  }

  /**
   * Lists API keys, newest first by default
   *
   * @remarks Keys are named by their first characters. Returns one page of keys, as other lists do.
   */
  @Get()
  @Operation(ListApiKeys, ApiKeyList)
  list(
    @Dto() request: ListApiKeys,
    @CurrentUser() caller: Principal,
  ): Promise<ListPage<ApiKeyInfo> | ListExport<ApiKeyInfo>> {
    return this.keys.list(request, caller);
  }

  /**
   * Revokes an API key
   *
   * @remarks Every replica refuses the key within 5 seconds. An `Idempotency-Key` is refused.
   */
  @Delete(':keyId')
  @UseInterceptors(RefuseIdempotencyKeyInterceptor)
  @Operation(DeleteApiKey)
  delete(
    @Dto() request: DeleteApiKey,
    @CurrentUser() caller: Principal,
    @CurrentCallIds() { id }: CallIds,
    @IfMatch() expected?: ExpectedVersions,
  ): Promise<void> {
    return this.keys.delete(request, caller, id, expected);
  }
}
