import type { EntityInfo } from './entity-info.js';
import { newId } from './new-id.js';

/**
 * Creates the members of a new object.
 *
 * @param userName The user that creates it.
 * @returns A new id, and two equal dates in ISO 8601 UTC with milliseconds.
 */
export function newEntity(userName: string): EntityInfo {
  const now = new Date().toISOString();
  return { id: newId(), dateCreated: now, dateLastModified: now, createdBy: userName, lastModifiedBy: userName };
}
