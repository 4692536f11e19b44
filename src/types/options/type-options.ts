import { ValidationError } from '../../common/errors.js';

/** The options of ServiceStack's references that have an effect here, as the header and the query name them. */
export type OptionName =
  | 'Package'
  | 'GlobalNamespace'
  | 'MakePartial'
  | 'MakeVirtual'
  | 'MakeInternal'
  | 'MakePropertiesOptional'
  | 'AddNullableAnnotations'
  | 'AddPropertyAccessors'
  | 'SettersReturnThis'
  | 'AddServiceStackTypes'
  | 'AddReturnMarker'
  | 'AddDescriptionAsComments'
  | 'AddDocAnnotations'
  | 'IncludeTypes'
  | 'ExcludeTypes'
  | 'AddNamespaces'
  | 'DefaultImports';

/** A language's options in the order of its header, with their default values. */
export type OptionDefaults = readonly (readonly [OptionName, string])[];

/** The options of one reference. */
export class TypeOptions {
  private constructor(
    /** In the order of the header. */
    readonly entries: readonly { readonly name: OptionName; readonly value: string; readonly isGiven: boolean }[],
  ) {}

  /**
   * Reads the options from a query. Names match case-insensitively; options that the language does not have are ignored.
   *
   * @throws ValidationError if a value could end the header's comment, or is not of its option's type.
   */
  static read(query: Readonly<Record<string, unknown>>, defaults: OptionDefaults): TypeOptions {
    const given = new Map(Object.entries(query).map(([name, value]) => [name.toLowerCase(), [value].flat().join(',')]));
    return new TypeOptions(
      defaults.map(([name, defaultValue]) => {
        const value = given.get(name.toLowerCase()) ?? '';
        return value === ''
          ? { name, value: defaultValue, isGiven: false }
          : { name, value: checked(name, value.trim()), isGiven: true };
      }),
    );
  }

  text(name: OptionName): string {
    return this.entries.find((entry) => entry.name === name)?.value ?? '';
  }

  /** @param fallback The value of an option whose default follows from other options. */
  flag(name: OptionName, fallback = false): boolean {
    const text = this.text(name);
    return text === '' ? fallback : text === 'True';
  }

  list(name: OptionName): readonly string[] {
    // A comma within braces separates tags.
    const items = this.text(name).match(/\{[^}]*\}|[^,{]+/g) ?? [];
    return items.map((item) => item.trim()).filter((item) => item !== '');
  }
}

/** The options whose value is a text. The others are true or false. */
const TEXTS: readonly OptionName[] = [
  ...(['Package', 'GlobalNamespace', 'IncludeTypes', 'ExcludeTypes', 'AddNamespaces', 'DefaultImports'] as const),
];

const TRUE = /^(true|1|t|y|yes|on)$/i;
const FALSE = /^(false|0|f|n|no|off)$/i;

/** Values are written into code and into the comment of the header, which they must not end. */
function checked(name: OptionName, value: string): string {
  if (!TEXTS.includes(name)) {
    if (TRUE.test(value)) return 'True';
    if (FALSE.test(value)) return 'False';
    throw ValidationError.of('InvalidType', name, `'${name}' must be true or false.`);
  }
  const pattern = name === 'Package' || name === 'GlobalNamespace' ? /^[A-Za-z_][\w.]*$/ : /^[\w.,:/*@{} -]+$/;
  if (pattern.test(value) && !value.includes('*/')) return value;
  throw ValidationError.of('InvalidCharacters', name, `'${name}' contains characters that it must not.`);
}
