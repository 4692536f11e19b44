import type { EntityInfo } from './entity-info.js';
import { newId } from './new-id.js';

/**
 * What a new object begins with.
 *
 * @param userName Who creates it.
 * @returns An id (UUIDv7, rising within a process) and both dates, equal: ISO 8601 UTC with milliseconds.
 */
export function newEntity(userName: string): EntityInfo {
  const now = new Date().toISOString();
  return { id: newId(), dateCreated: now, dateLastModified: now, createdBy: userName, lastModifiedBy: userName };
}
