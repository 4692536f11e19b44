import { nodeProblem } from './bootstrap/supported-node.js';
import { buildText } from './common/build-info.js';

// Nothing else is imported statically: an unsupported Node.js could fail to load it, with a stack instead of a line.
const problem = nodeProblem();
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
if (process.argv.includes('--version')) {
  process.stdout.write(`voice-api ${buildText()}\n`);
} else {
  await import('./bootstrap/run.js');
}
