// `npm run admin`: runs the built command, or explains how to build it.
import { existsSync } from 'node:fs';

const main = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(main)) {
  const { nodeProblem } = await import('../dist/src/bootstrap/supported-node.js');
  const problem = nodeProblem();
  if (problem === undefined) {
    await import(main);
  } else {
    console.error(problem);
    process.exitCode = 1;
  }
} else {
  console.error('The service is not built. Run npm run build first.');
  process.exitCode = 1;
}
