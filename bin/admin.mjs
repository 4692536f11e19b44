// `npm run admin`: the built command, or a line that says how to build it.
import { existsSync } from 'node:fs';

const main = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main);
} else {
  console.error('The service is not built yet: run npm run build first.');
  process.exitCode = 1;
}
