import { parseArgs } from 'node:util';

const DEFAULT_LOAD = { rounds: 5, seconds: 4, connections: 64 };

const usage = (keys) => `Usage: npm run bench -- [options]

Compares the service with alternative implementations on this machine, and prints Markdown tables.

Options:
  --rounds <n>        rounds per scenario (default: ${DEFAULT_LOAD.rounds}; a scenario can have its own default)
  --seconds <n>       duration of one load, in seconds (default: ${DEFAULT_LOAD.seconds}; a scenario can have its own default)
  --connections <n>   concurrent connections (default: ${DEFAULT_LOAD.connections}; a scenario can have a fixed number)
  --only <key,key>    run only these: ${keys.join(', ')}
  --guard             only compare a create with bench/guard.json; the exit code is 1 if it needs clearly more
  --help              show this help

Environment:
  BENCH_POSTGRES_URL  PostgreSQL server, with a user who can create databases
  TEST_NATS_URL       NATS server
  TMPDIR              directory for the SQLite databases; must be on disk`;

/**
 * Reads the command line. Prints the help and exits if `--help` is given (exit code 0) or an option is invalid (exit code 2).
 *
 * @param keys The valid keys of `--only`.
 * @returns `guard`, whether that option is given; `only`, the selected keys, and `loadOf`, which returns the rounds, seconds and connections of a scenario.
 */
export function readOptions(keys) {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        connections: { type: 'string' },
        only: { type: 'string', default: keys.join(',') },
        guard: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(usage(keys));
      return process.exit(0);
    }
    const only = values.only.split(',');
    const unknownKey = only.find((key) => !keys.includes(key));
    if (unknownKey !== undefined) throw new Error(`--only does not accept '${unknownKey}'`);
    const given = Object.keys(DEFAULT_LOAD).filter((name) => values[name] !== undefined);
    const load = Object.fromEntries(given.map((name) => [name, parseCount(name, values[name])]));
    return {
      guard: values.guard,
      only,
      loadOf: ({ defaultLoad, fixedLoad }) => ({ ...DEFAULT_LOAD, ...defaultLoad, ...load, ...fixedLoad }),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${usage(keys)}`);
    return process.exit(2);
  }
}

function parseCount(name, text) {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`--${name} must be an integer from 1 to 99999, not '${text}'`);
  return Number(text);
}
