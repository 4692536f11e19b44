// `npm start`: builds what changed since the last build, then runs the service in this process.
import { requireSupportedNode } from './supported-node.mjs';

requireSupportedNode();
const { build, isBuilt, refreshCommit } = await import('./build.mjs');
if (isBuilt()) {
  refreshCommit();
} else {
  process.stdout.write('Building...\n');
  await build();
}
await import('../dist/src/main.js');
