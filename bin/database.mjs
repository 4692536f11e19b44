// `npm run backup` and `npm run restore`: runs the built command, or explains how to build it.
import { existsSync } from 'node:fs';

const command = process.argv.splice(2, 1)[0];
const built = new URL(`../dist/src/cli/${command}.js`, import.meta.url);
if (existsSync(built)) {
  await import(built);
} else {
  console.error('The service is not built. Run npm run build first.');
  process.exitCode = 1;
}
