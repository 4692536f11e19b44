import type { TypeDefinition, TypeMember } from '../model/type-model.js';
import type { TypeOptions } from '../options/type-options.js';
import { attributeLines, memberAttributes, typeAttributes } from './attributes.js';
import { declaredName, indent, methodMarker, separated, typeName } from './code.js';
import { ANNOTATIONS, docComment, JVM_IMPORTS, jvmNames, responseType } from './jvm.js';
import { C_HEADER, type Language, PLAIN_TEXT, SELECTION } from './language.js';
import { withoutErrorTypes } from './servicestack-markers.js';

const NAMES = jvmNames('Integer');

/** Java, for the package net.servicestack:client. */
export const java: Language = {
  path: 'java',
  label: 'Java',
  file: 'dtos.java',
  contentType: PLAIN_TEXT,
  header: C_HEADER,
  options: [
    ['Package', ''],
    ['GlobalNamespace', 'dtos'],
    ['AddPropertyAccessors', 'True'],
    ['SettersReturnThis', 'True'],
    ...SELECTION,
    JVM_IMPORTS,
  ],
  write(types, options) {
    const name = options.text('Package');
    return [
      ...(name === '' ? [] : [`package ${name};`, '']),
      ...options.list('DefaultImports').map((item) => `import ${item};`),
      '',
      `public class ${options.text('GlobalNamespace')}`,
      '{',
      ...indent(separated(withoutErrorTypes(types).map((type) => classLines(type, options)))),
      '}',
    ];
  },
};

function classLines(type: TypeDefinition, options: TypeOptions): string[] {
  const { name, parameters, base, operation, members } = type;
  const returns = operation?.returns;
  const declared = declaredName(name, parameters, NAMES);
  const marker = returns ? `IReturn<${typeName(returns, NAMES)}>` : 'IReturnVoid';
  const heading = [
    `public static class ${declared}`,
    ...(base ? [`extends ${typeName(base, NAMES)}`] : []),
    ...(operation ? [`implements ${marker}, ${methodMarker(operation)}`] : []),
  ].join(' ');
  const accessors = options.flag('AddPropertyAccessors')
    ? members.flatMap((member) => accessorLines(member, options.flag('SettersReturnThis') ? declared : undefined))
    : [];
  const response =
    returns &&
    responseType(
      returns,
      NAMES,
      (each) => `${each}.class`,
      (token) => `new ${token}.getType()`,
    );
  return [
    ...docComment(type.description, options),
    ...attributeLines(typeAttributes(type), ANNOTATIONS),
    heading,
    '{',
    ...indent(
      separated([
        ...members.map((member) => fieldLines(member, type, options)),
        ...(accessors.length === 0 ? [] : [accessors]),
        ...(response === undefined
          ? []
          : [
              [
                `private static Object responseType = ${response};`,
                'public Object getResponseType() { return responseType; }',
              ],
            ]),
      ]),
    ),
    '}',
  ];
}

function fieldLines(member: TypeMember, type: TypeDefinition, options: TypeOptions): string[] {
  return [
    ...docComment(member.description, options),
    ...attributeLines(memberAttributes(member, type), ANNOTATIONS),
    `public ${typeName(member.type, NAMES)} ${member.name} = null;`,
  ];
}

/** @param returned The type that setters return, for chained calls; without it they return nothing. */
function accessorLines({ name, wireName, type }: TypeMember, returned: string | undefined): string[] {
  const written = typeName(type, NAMES);
  const prefix = type === 'bool' ? 'is' : 'get';
  const getter = name.startsWith('is') ? name : prefix + wireName;
  const setter = `set${wireName}(${written} value)`;
  return [
    `public ${written} ${getter}() { return ${name}; }`,
    returned === undefined
      ? `public void ${setter} { this.${name} = value; }`
      : `public ${returned} ${setter} { this.${name} = value; return this; }`,
  ];
}
