import { realpathSync, renameSync, rmSync, statSync } from 'node:fs';

/**
 * The files of an open SQLite database: itself, and beside it the write-ahead log and its index. SQLite goes on writing
 * to the files that it opened after somebody has deleted or replaced them, so a restart would not find what it wrote.
 */
export class SqliteFiles {
  private readonly wal: string;
  private readonly shm: string;
  /** Device and inode of each file, once it exists. */
  private readonly identities = new Map<string, string>();

  /** @param path The open database. */
  constructor(private readonly path: string) {
    // SQLite resolves symbolic links before it derives these names.
    const realPath = realpathSync(path);
    this.wal = `${realPath}-wal`;
    this.shm = `${realPath}-shm`;
    this.isReplaced();
  }

  /** Whether a file was deleted or replaced. A file that did not exist at the last call becomes one of the open ones. */
  isReplaced(): boolean {
    // Each call looks at all three, so that each is known from its first moment on.
    return [this.path, this.wal, this.shm].map((path) => this.isOther(path)).includes(true);
  }

  /**
   * Removes the log and its index, unless they are another database's: SQLite would apply the log to whatever database
   * is beside it.
   *
   * @param keepLog Renames the log instead, for a log that has what the database does not have.
   */
  removeLog(keepLog: boolean): void {
    for (const path of [this.wal, this.shm]) {
      if (identityOf(path) !== this.identities.get(path)) continue;
      if (keepLog && path === this.wal) renameSync(path, `${path}.${Date.now()}`);
      else rmSync(path, { force: true });
    }
  }

  private isOther(path: string): boolean {
    const identity = identityOf(path);
    const open = this.identities.get(path);
    if (open === undefined && identity !== undefined) this.identities.set(path, identity);
    return open !== undefined && identity !== open;
  }
}

/** @returns `undefined` if there is no file at the path. */
function identityOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}
