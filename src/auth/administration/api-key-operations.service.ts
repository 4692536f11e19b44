import { Injectable } from '@nestjs/common';
import { NotFoundError, ValidationError } from '../../common/errors.js';
import { expectVersion } from '../../common/expect-version.js';
import { type ExpectedVersions, type ListExport, type ListPage, Versioned } from '../../common/results.js';
import { toUtc } from '../../common/utc-date.js';
import { Database } from '../../database/engine/database.js';
import { ListReaderService } from '../../database/pagination/list-reader.service.js';
import { redactKey } from '../credentials/secret-token.js';
import { ApiKey } from '../entities/api-key.entity.js';
import { User } from '../entities/user.entity.js';
import { callerIdOf, type Principal } from '../principal.js';
import { ApiKeysService } from '../users/api-keys.service.js';
import { UsersService } from '../users/users.service.js';
import { type ApiKeyInfo, toApiKeyInfo } from './dto/api-key-info.dto.js';
import type { CreateApiKey, DeleteApiKey, ListApiKeys } from './dto/api-key-requests.dto.js';
import { apiKeyFilter, apiKeySource } from './list-sources.js';

/** The version of each key: keys do not change. */
const KEY_VERSION = 1;

/** Creates, lists and revokes API keys for administrators. */
@Injectable()
export class ApiKeyOperationsService {
  constructor(
    private readonly database: Database,
    private readonly lists: ListReaderService,
    private readonly users: UsersService,
    private readonly keys: ApiKeysService,
  ) {}

  /**
   * Creates a key.
   *
   * @returns The only response that has the key in clear.
   * @throws ValidationError if the request does not name one user who exists, or the date has passed.
   */
  async create(request: CreateApiKey, { userName: by }: Principal, requestId: string): Promise<Versioned<ApiKeyInfo>> {
    const owner = await this.ownerOf(request);
    const dateExpires = request.dateExpires ? toUtc(request.dateExpires) : null;
    if (dateExpires !== null && Date.parse(dateExpires) <= Date.now()) throw expired();
    const { key, stored } = await this.keys
      .create(owner, request.name, by, dateExpires, requestId)
      .catch((error: unknown) => {
        throw error instanceof NotFoundError ? noSuchUser(request) : error; // another call has just deleted the user
      });
    return new Versioned({ ...toApiKeyInfo({ ...stored, userName: owner.userName }), key }, KEY_VERSION);
  }

  /** @returns A page, or with `all` every match. Newest first by default. */
  list(request: ListApiKeys, caller: Principal): Promise<ListPage<ApiKeyInfo> | ListExport<ApiKeyInfo>> {
    return this.lists.read(apiKeySource, apiKeyFilter(request), request, toApiKeyInfo, callerIdOf(caller));
  }

  /**
   * Revokes a key.
   *
   * @param expected The versions that the caller accepts: a key has but one.
   * @throws NotFoundError, PreconditionFailedError
   */
  async delete(
    { keyId }: DeleteApiKey,
    { userName: by }: Principal,
    requestId: string,
    expected?: ExpectedVersions,
  ): Promise<void> {
    if (expected && (await this.database.read.existsBy(ApiKey, { id: keyId }))) {
      expectVersion(KEY_VERSION, expected, null);
    }
    if (!(await this.keys.revoke({ id: keyId }, by, requestId))) throw new NotFoundError('There is no such API key.');
  }

  private async ownerOf(request: CreateApiKey): Promise<User> {
    const { userId, userName } = request;
    if (Boolean(userId) === Boolean(userName)) {
      throw ValidationError.of('NotEmpty', 'UserName', "Send 'UserName' or 'UserId', and not both.");
    }
    const user = userId
      ? await this.database.read.findOneBy(User, { id: userId })
      : await this.users.find(userName ?? '');
    if (!user) throw noSuchUser(request);
    return user;
  }
}

function noSuchUser({ userId, userName }: CreateApiKey): ValidationError {
  const [fieldName, sent] = userId ? ['UserId', userId] : ['UserName', userName ?? ''];
  return ValidationError.of('NotFound', fieldName, `There is no user '${redactKey(sent)}'.`);
}

const expired = (): ValidationError =>
  ValidationError.of('InvalidValue', 'DateExpires', "'DateExpires' must be in the future.");
