import { Controller, Delete, Get, Patch, Post, UseInterceptors } from '@nestjs/common';
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
import { UserInfo } from './dto/user-info.dto.js';
import { CreateUser, DeleteUser, GetUser, ListUsers, PatchUser } from './dto/user-requests.dto.js';
import { RefuseIdempotencyKeyInterceptor } from './refuse-idempotency-key.interceptor.js';
import { UserOperationsService } from './user-operations.service.js';

const UserList = listResponseOf(UserInfo);

/** The HTTP API of users. There is none by message, and no batch. */
@ApiTags('Users and keys')
@RequiresRole(Role.SystemAdministrator, { withPassword: true })
@UseInterceptors(NoStoreInterceptor)
@Controller('auth/users')
export class UsersController {
  constructor(private readonly users: UserOperationsService) {}

  /**
   * Creates a user
   *
   * @remarks Passwords have at least 8 characters, and the most common ones are refused. An `Idempotency-Key` is refused; a
   * repeat finds that the name is taken.
   */
  @Post()
  @UseInterceptors(RefuseIdempotencyKeyInterceptor)
  @Operation(CreateUser, UserInfo)
  create(
    @Dto() request: CreateUser,
    @CurrentUser() caller: Principal,
    @CurrentCallIds() { id }: CallIds,
  ): Promise<Versioned<UserInfo>> {
    return this.users.create(request, caller, id);
  }

  /**
   * Lists users, newest first by default
   *
   * @remarks Returns one page of users. To get the next page, follow the `Link` header. To stream every user in one response,
   * set `all=true`.
   */
  @Get()
  @Operation(ListUsers, UserList)
  list(
    @Dto() request: ListUsers,
    @CurrentUser() caller: Principal,
  ): Promise<ListPage<UserInfo> | ListExport<UserInfo>> {
    return this.users.list(request, caller);
  }

  /** Gets a user */
  @Get(':userId')
  @Operation(GetUser, UserInfo)
  get(@Dto() request: GetUser): Promise<Versioned<UserInfo>> {
    return this.users.get(request);
  }

  /**
   * Updates a user
   *
   * @remarks Changes only the members in the request. Every replica applies a change within 5 seconds. A new password, and
   * disabling the user, end the sign-ins of the user. Returns 409 if no enabled user would have the role
   * `SystemAdministrator` any more. An `Idempotency-Key` is refused.
   */
  @Patch(':userId')
  @UseInterceptors(RefuseIdempotencyKeyInterceptor)
  @Operation(PatchUser, UserInfo, { isPatch: true, errors: ['Conflict'] })
  patch(
    @Dto() request: PatchUser,
    @CurrentUser() caller: Principal,
    @CurrentCallIds() { id }: CallIds,
    @IfMatch() expected?: ExpectedVersions,
  ): Promise<Versioned<UserInfo>> {
    return this.users.patch(request, caller, id, expected);
  }

  /**
   * Deletes a user
   *
   * @remarks Deletes the user with the user's API keys and sign-ins. What the user created stays. Returns 409 if the user is
   * the last enabled one with the role `SystemAdministrator`. An `Idempotency-Key` is refused.
   */
  @Delete(':userId')
  @UseInterceptors(RefuseIdempotencyKeyInterceptor)
  @Operation(DeleteUser, undefined, { errors: ['Conflict'] })
  delete(
    @Dto() request: DeleteUser,
    @CurrentUser() caller: Principal,
    @CurrentCallIds() { id }: CallIds,
    @IfMatch() expected?: ExpectedVersions,
  ): Promise<void> {
    return this.users.delete(request, caller, id, expected);
  }
}
