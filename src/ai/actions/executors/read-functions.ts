import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { StartError } from '../../../common/errors.js';
import { isHttpAddress } from '../../../config/env.actions.js';
import { FunctionCatalogue, InvalidFunctionsError } from './function-catalogue.js';
import { fetchFailure, httpAddress } from './http-address.js';
import { readBounded } from './read-bounded.js';

const MAX_FILE_BYTES = 1024 * 1024;
/** How long the file may take to arrive by HTTP, in ms. */
const FETCH_TIMEOUT_MS = 10_000;

/**
 * Reads the file of functions, and compiles its schemas.
 *
 * @param location A path, or an HTTP address. A redirect is not followed.
 * @throws StartError that says in one line why the file cannot be used. It does not contain the address: it may be secret.
 */
export async function readFunctions(location: string): Promise<FunctionCatalogue> {
  try {
    return new FunctionCatalogue(parseFile(await (isHttpAddress(location) ? download(location) : read(location))));
  } catch (error) {
    if (!(error instanceof InvalidFunctionsError)) throw error;
    throw new StartError(`The file that ACTIONS_FUNCTIONS names ${oneLine(error.message)}`, { cause: error });
  }
}

async function read(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new InvalidFunctionsError(`cannot be read: ${(error as Error).message}`);
  }
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge();
  return bytes.toString('utf8');
}

async function download(location: string): Promise<string> {
  const { url, headers } = httpAddress(location);
  let text: string | undefined;
  let status: number;
  try {
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    status = response.status;
    text = await readBounded(response, MAX_FILE_BYTES);
  } catch (error) {
    throw new InvalidFunctionsError(`cannot be read: ${fetchFailure(error)}`);
  }
  if (status !== 200) throw new InvalidFunctionsError(`cannot be read: the response was ${status}`);
  if (text === undefined) throw tooLarge();
  return text;
}

/** JSON first: YAML refuses some of it, such as tabs as indentation. */
function parseFile(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // YAML's parser says where the mistake is
  }
  try {
    return parse(text);
  } catch (error) {
    throw new InvalidFunctionsError(`is neither JSON nor YAML: ${(error as Error).message}`);
  }
}

const tooLarge = (): InvalidFunctionsError =>
  new InvalidFunctionsError(`is larger than ${MAX_FILE_BYTES.toLocaleString('en')} bytes`);

/** The parser of YAML appends the lines around a mistake. */
const oneLine = (text: string): string => text.split('\n', 1)[0] ?? '';
