import { redactKey } from '../auth/credentials/secret-token.js';
import type { User } from '../auth/entities/user.entity.js';
import { NotFoundError } from '../common/errors.js';
import type { Services } from './with-services.js';

/** @throws NotFoundError if no user has this name. */
export async function findUser({ users }: Services, userName: string): Promise<User> {
  const user = await users.find(userName);
  if (!user) throw new NotFoundError(`User '${redactKey(userName)}' does not exist.`);
  return user;
}
