interface WorkerSettings {
  readonly WORKERS: number;
  readonly DATABASE_URL: string;
  readonly METRICS_PORT: number | undefined;
}

const MAX_PORT = 65_535;

/** @returns One line for each rule that the settings for workers break in combination. */
export function workerErrors({ WORKERS, DATABASE_URL, METRICS_PORT = 0 }: WorkerSettings): string[] {
  if (WORKERS > 1 && DATABASE_URL.startsWith('sqlite:')) {
    return ['WORKERS must be 1 with SQLite, which one process writes at a time: set DATABASE_URL to a PostgreSQL URL'];
  }
  const maxFirstPort = MAX_PORT - WORKERS + 1;
  if (METRICS_PORT <= maxFirstPort) return [];
  return [`METRICS_PORT must be at most ${maxFirstPort}: each worker has a port of its own`];
}
