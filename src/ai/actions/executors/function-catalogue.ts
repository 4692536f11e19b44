import { MAX_FUNCTION_NAME_LENGTH } from '../../../common/limits.js';
import { isLongerThan, isXmlText } from '../../../common/contract/member-rules.js';
import { ValidationError } from '../../../common/errors.js';
import { isObject } from '../../../content/codecs/json.codec.js';
import { isOperationName } from '../functions/operation-names.js';
import { argumentErrors } from './argument-errors.js';
import { type CompiledSchema, SchemaCompiler } from './schema-compiler.js';

const MAX_FUNCTIONS = 1_000;
const MEMBERS: readonly string[] = ['description', 'arguments'];

/** The functions of a file cannot be used. The message completes a sentence that begins with the file. */
export class InvalidFunctionsError extends Error {}

/** The functions of an executor, with the schemas of their arguments. */
export class FunctionCatalogue {
  /** By name; undefined without a schema. */
  private readonly schemas: ReadonlyMap<string, CompiledSchema | undefined>;

  /**
   * @param file The content of the file: `{ "functions": { "hangUp": { "description": "…", "arguments": SCHEMA } } }`.
   * @throws InvalidFunctionsError
   */
  constructor(file: unknown) {
    const functions = isObject(file) ? file.functions : undefined;
    if (!isObject(functions)) throw new InvalidFunctionsError(`must be an object with an object 'functions'`);
    const entries = Object.entries(functions);
    if (entries.length > MAX_FUNCTIONS) throw new InvalidFunctionsError(`has more than ${MAX_FUNCTIONS} functions`);
    const compiler = new SchemaCompiler();
    this.schemas = new Map(entries.map(([name, entry]) => [name, compileEntry(compiler, name, entry)]));
  }

  /** Whether there is a function with this name. */
  has(name: string): boolean {
    return this.schemas.has(name);
  }

  /** @throws ValidationError on `Arguments` if the function does not take these arguments. */
  check(name: string, args: Readonly<Record<string, unknown>>): void {
    const validate = this.schemas.get(name);
    if (!validate || validate(args)) return;
    throw ValidationError.of('InvalidValue', 'Arguments', argumentErrors(name, validate.errors ?? []));
  }
}

function compileEntry(compiler: SchemaCompiler, name: string, entry: unknown): CompiledSchema | undefined {
  const invalid = (problem: string): InvalidFunctionsError =>
    new InvalidFunctionsError(`has an invalid function '${name}': ${problem}`);
  if (name === '' || isLongerThan(name, MAX_FUNCTION_NAME_LENGTH) || !isXmlText(name)) {
    throw new InvalidFunctionsError(
      `has a function whose name is not a text of 1 to ${MAX_FUNCTION_NAME_LENGTH} characters`,
    );
  }
  if (isOperationName(name)) throw invalid('an operation of this service has this name');
  if (!isObject(entry)) throw invalid('it must be an object');
  const unknown = Object.keys(entry).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) throw invalid(`it has an unknown member '${unknown}'`);
  const { description, arguments: schema } = entry;
  if (description !== undefined && typeof description !== 'string') throw invalid(`its 'description' must be a text`);
  if (schema === undefined) return undefined;
  if (!isObject(schema)) throw invalid(`its 'arguments' must be a JSON Schema`);
  try {
    return compiler.compile(schema);
  } catch (error) {
    throw invalid(`its schema cannot be used: ${(error as Error).message}`);
  }
}
