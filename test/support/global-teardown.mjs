// Runs once after all test files: deletes the folder of the run and the databases that tests left behind.
import { rmSync } from 'node:fs';
import { isReachable, onServer, SERVER_URL } from './postgres-server.mjs';

export default async function tearDown() {
  rmSync(process.env.TEST_RUN_FOLDER, { recursive: true, force: true });
  if (!(await isReachable())) return;
  await onServer(SERVER_URL, async (client) => {
    const left = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
      `voice_test_${process.env.TEST_RUN_ID}_`,
    ]);
    for (const { datname } of left.rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  });
}
