import { parseArgs } from 'node:util';

const USUAL = { rounds: 5, seconds: 4, connections: 64 };
const USAGE = 'Usage: npm run bench -- [--rounds 5] [--seconds 4] [--connections 64] [--only key,key]';

/**
 * Reads the command line. Where it is wrong, says so and ends the process.
 *
 * @param keys What `--only` may name.
 * @returns What is to be measured, and by which load each measure.
 */
export function readOptions(keys) {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        connections: { type: 'string' },
        only: { type: 'string', default: keys.join(',') },
      },
    });
    const only = values.only.split(',');
    const unknown = only.find((key) => !keys.includes(key));
    if (unknown !== undefined) throw new Error(`--only may name ${keys.join(', ')}, not '${unknown}'`);
    const asked = Object.keys(USUAL).filter((name) => values[name] !== undefined);
    const load = Object.fromEntries(asked.map((name) => [name, wholeNumber(name, values[name])]));
    return { only, loadOf: (measure) => ({ ...USUAL, ...measure.usual, ...load, ...measure.load }) };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}

function wholeNumber(name, text) {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`--${name} may be a whole number from 1, not '${text}'`);
  return Number(text);
}
