import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './client-package.js';
import { oncePerRun } from './run-folder.js';
import { ServiceProcess } from './service-process.js';

/** Compiles the example executor once for all test files, and returns its folder. */
const buildExecutor = (): Promise<string> =>
  oncePerRun('actions-executor', async (folder) => {
    cpSync('examples/actions-executor', folder, { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    await compile(folder);
    return folder;
  });

/** Starts the example executor in a process of its own. */
export async function startExecutor(env: Record<string, string>): Promise<ServiceProcess> {
  const folder = await buildExecutor();
  return ServiceProcess.run(join(folder, 'dist/main.js'), /listening on (\S+)\n/, env, folder);
}
