import { parseArgs } from 'node:util';

const USAGE = 'Usage: npm run bench -- [--rounds 5] [--seconds 4] [--connections 64] [--only key,key]';

/**
 * Reads the command line. Where it is wrong, says so and ends the process.
 *
 * @param keys What `--only` may name.
 */
export function readOptions(keys) {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '4' },
        connections: { type: 'string', default: '64' },
        only: { type: 'string', default: keys.join(',') },
      },
    });
    const only = values.only.split(',');
    const unknown = only.find((key) => !keys.includes(key));
    if (unknown !== undefined) throw new Error(`--only may name ${keys.join(', ')}, not '${unknown}'`);
    return {
      rounds: wholeNumber('rounds', values.rounds),
      seconds: wholeNumber('seconds', values.seconds),
      connections: wholeNumber('connections', values.connections),
      only,
    };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}

function wholeNumber(name, text) {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`--${name} may be a whole number from 1, not '${text}'`);
  return Number(text);
}
