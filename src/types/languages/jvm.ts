import type { TypeReference } from '../model/type-model.js';
import type { OptionDefaults, TypeOptions } from '../options/type-options.js';
import type { AttributeStyle } from './attributes.js';
import { angleBrackets, inComment, typeName, type TypeNames } from './code.js';

/** The names of types that Java and Kotlin share. */
export const jvmNames = (int: string): TypeNames => ({
  string: 'String',
  int,
  bool: 'Boolean',
  list: (item) => `ArrayList<${item}>`,
  dictionary: (value) => `HashMap<String,${value}>`,
  generic: angleBrackets,
});

export const ANNOTATIONS: AttributeStyle = { brackets: ['@', ''], isNamed: true };

/** The packages that a reference imports. */
export const JVM_IMPORTS: OptionDefaults[number] = [
  'DefaultImports',
  [
    ...['java.math.*', 'java.util.*', 'java.io.InputStream', 'net.servicestack.client.*'],
    ...['com.google.gson.annotations.*', 'com.google.gson.reflect.*'],
  ].join(','),
];

/** A description as a comment for Javadoc and KDoc. */
export const docComment = (text: string | undefined, options: TypeOptions): string[] =>
  text !== undefined && options.flag('AddDescriptionAsComments') ? ['/**', `* ${inComment(text)}`, '*/'] : [];

/**
 * How a client names the class of a response: a generic type needs Gson's token.
 *
 * @param ofClass The class of a type that is not generic.
 * @param ofToken The type of a token.
 */
export function responseType(
  returns: TypeReference,
  names: TypeNames,
  ofClass: (name: string) => string,
  ofToken: (token: string) => string,
): string {
  const name = typeName(returns, names);
  return name.includes('<') ? ofToken(`TypeToken<${name}>(){}`) : ofClass(name);
}
