// `npm run migration:*`: builds the service where that is possible and needed, and runs the built command.
import { existsSync } from 'node:fs';

const command = process.argv.splice(2, 1)[0];
const built = new URL(`../dist/src/cli/migration-${command}.js`, import.meta.url);
/** An install without development dependencies cannot build, and a folder without sources has nothing to build. */
const canBuild = ['../src', '../node_modules/@nestjs/cli/bin/nest.js'].every((path) =>
  existsSync(new URL(path, import.meta.url)),
);

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

if (canBuild) {
  const { build, isBuilt } = await import('../scripts/build.mjs');
  // A new column causes type errors until the services set it. They do not change what the entities declare.
  if (!isBuilt()) await build({ allowsErrors: command === 'generate' });
}
if (command === 'generate' && !canBuild) {
  fail('migration:generate requires the sources and the development dependencies: run npm ci in a checkout.');
} else if (existsSync(built)) {
  await import(built);
} else {
  fail('The service is not built. Run npm run build first.');
}
