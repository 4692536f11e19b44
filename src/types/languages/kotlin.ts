import type { TypeDefinition, TypeMember } from '../model/type-model.js';
import type { TypeOptions } from '../options/type-options.js';
import { attributeLines, type AttributeStyle, memberAttributes, typeAttributes } from './attributes.js';
import { declaredName, indent, methodMarker, quoted, separated, typeName } from './code.js';
import { ANNOTATIONS, docComment, JVM_IMPORTS, jvmNames, responseType } from './jvm.js';
import { C_HEADER, type Language, PLAIN_TEXT, SELECTION } from './language.js';
import { withoutErrorTypes } from './servicestack-markers.js';

const NAMES = jvmNames('Int');

/** In Kotlin's strings, `$` begins a template. */
const ATTRIBUTES: AttributeStyle = { ...ANNOTATIONS, quote: (text) => quoted(text).replaceAll('$', '\\$') };

/** Kotlin, for the package net.servicestack:client. */
export const kotlin: Language = {
  path: 'kotlin',
  label: 'Kotlin',
  file: 'dtos.kt',
  contentType: PLAIN_TEXT,
  header: C_HEADER,
  options: [['Package', ''], ...SELECTION, JVM_IMPORTS],
  write(types, options) {
    const name = options.text('Package');
    return [
      ...(name === '' ? [] : [`package ${name}`, '']),
      ...options.list('DefaultImports').map((item) => `import ${item}`),
      ...withoutErrorTypes(types).flatMap((type) => ['', ...classLines(type, options)]),
    ];
  },
};

function classLines(type: TypeDefinition, options: TypeOptions): string[] {
  const { name, parameters, base, operation } = type;
  const returns = operation?.returns;
  const bases = [
    ...(base ? [`${typeName(base, NAMES)}()`] : []),
    ...(operation ? [returns ? `IReturn<${typeName(returns, NAMES)}>` : 'IReturnVoid', methodMarker(operation)] : []),
  ];
  const response =
    returns &&
    responseType(
      returns,
      NAMES,
      (each) => `${each}::class.java`,
      (token) => `object : ${token.replace('{}', ' {}')}.type`,
    );
  return [
    ...docComment(type.description, options),
    ...attributeLines(typeAttributes(type), ATTRIBUTES),
    `open class ${declaredName(name, parameters, NAMES)}${bases.length === 0 ? '' : ` : ${bases.join(', ')}`}`,
    '{',
    ...indent(
      separated([
        ...type.members.map((member) => memberLines(member, type, options)),
        ...(response === undefined
          ? []
          : [
              [
                `companion object { private val responseType = ${response} }`,
                `override fun getResponseType(): Any? = ${name}.responseType`,
              ],
            ]),
      ]),
    ),
    '}',
  ];
}

const memberLines = (member: TypeMember, type: TypeDefinition, options: TypeOptions): string[] => [
  ...docComment(member.description, options),
  ...attributeLines(memberAttributes(member, type), ATTRIBUTES),
  `open var ${member.name}:${typeName(member.type, NAMES)}? = null`,
];
