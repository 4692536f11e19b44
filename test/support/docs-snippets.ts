import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installClient, packClient } from './client-package.js';
import { temporaryFolder } from './run-folder.js';

const CLIENT_PACKAGES = ['@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs', '@types/node'];

/** A folder where npm has installed the client, to `compile` snippets in TypeScript that are written into it. */
export async function snippetFolder(): Promise<string> {
  const folder = temporaryFolder();
  await installClient(folder, await packClient(), CLIENT_PACKAGES);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const compilerOptions = { strict: true, types: ['node'], module: 'nodenext', target: 'es2023', skipLibCheck: true };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  return folder;
}
