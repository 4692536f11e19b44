import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** Validates arguments. After `false`, its `errors` say why. */
export type CompiledSchema = Pick<ValidateFunction, 'errors'> & ((args: unknown) => boolean);

/**
 * An unknown keyword or format, or one that its type never uses, is an error: it would check nothing. A required member need not
 * be declared beside `required`, which schemas with `anyOf` do not do. Several errors can be shown at once.
 */
const OPTIONS: Options = { strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true };

/** Compiles JSON Schemas of draft 2020-12, and of draft-07 if their `$schema` says so. Nothing is loaded from elsewhere. */
export class SchemaCompiler {
  private readonly draft2020 = withFormats(new Ajv2020(OPTIONS));
  private readonly draft07 = withFormats(new Ajv(OPTIONS));

  /** @throws Error that says why the schema cannot be used. */
  compile(schema: Readonly<Record<string, unknown>>): CompiledSchema {
    const isDraft07 = typeof schema.$schema === 'string' && schema.$schema.includes('draft-07');
    const validate = (isDraft07 ? this.draft07 : this.draft2020).compile(schema);
    if ('$async' in validate) throw new Error('it must not be asynchronous');
    return validate;
  }
}

function withFormats<T extends Ajv | Ajv2020>(ajv: T): T {
  formats.default(ajv);
  return ajv;
}
