import type { TypeDefinition, TypeMember } from '../model/type-model.js';
import type { TypeOptions } from '../options/type-options.js';
import { attributeLines, commented, memberAttributes, typeAttributes } from './attributes.js';
import { angleBrackets, indent, methodMarker, separated, typeName, type TypeNames } from './code.js';
import { docComment } from './jvm.js';
import { C_HEADER, type Language, PLAIN_TEXT, SELECTION } from './language.js';
import { withoutErrorTypes } from './servicestack-markers.js';

const NAMES: TypeNames = {
  string: 'String',
  int: 'Int',
  bool: 'Bool',
  list: (item) => `[${item}]`,
  dictionary: (value) => `[String:${value}]`,
  generic: angleBrackets,
};

/** Swift, for the package ServiceStack. */
export const swift: Language = {
  path: 'swift',
  label: 'Swift',
  file: 'dtos.swift',
  contentType: PLAIN_TEXT,
  header: C_HEADER,
  options: [...SELECTION, ['DefaultImports', 'Foundation,ServiceStack']],
  write: (types, options) => [
    ...options.list('DefaultImports').map((item) => `import ${item}`),
    ...withoutErrorTypes(types).flatMap((type) => ['', ...classLines(type, options)]),
  ],
};

function classLines(type: TypeDefinition, options: TypeOptions): string[] {
  const { name, parameters, base, operation, members } = type;
  const returns = operation?.returns;
  const bases = [
    ...(base ? [typeName(base, NAMES)] : []),
    ...(operation ? [returns ? 'IReturn' : 'IReturnVoid', methodMarker(operation)] : []),
    ...(base ? [] : ['Codable']),
  ];
  const generic =
    parameters.length === 0 ? '' : `<${parameters.map((parameter) => `${parameter} : Codable`).join(', ')}>`;
  return [
    ...docComment(type.description, options),
    ...attributeLines(typeAttributes(type), commented('//')),
    `public class ${name}${generic} : ${bases.join(', ')}`,
    '{',
    ...indent(
      separated([
        ...(returns ? [[`public typealias Return = ${typeName(returns, NAMES)}`]] : []),
        ...members.map((member) => memberLines(member, type, options)),
        [`required public init(){${base ? ' super.init() ' : ''}}`],
        // The compiler writes the coding of a class without a base class.
        ...(base ? codingLines(members) : []),
      ]),
    ),
    '}',
  ];
}

const memberLines = (member: TypeMember, type: TypeDefinition, options: TypeOptions): string[] => [
  ...docComment(member.description, options),
  ...attributeLines(memberAttributes(member, type), commented('//')),
  `public var ${member.name}:${typeName(member.type, NAMES)}?`,
];

function codingLines(members: readonly TypeMember[]): string[][] {
  if (members.length === 0)
    return [['required public init(from decoder: Decoder) throws { try super.init(from: decoder) }']];
  return [
    ['private enum CodingKeys : String, CodingKey {', ...indent(members.map(({ name }) => `case ${name}`)), '}'],
    [
      'required public init(from decoder: Decoder) throws {',
      ...indent([
        'try super.init(from: decoder)',
        'let container = try decoder.container(keyedBy: CodingKeys.self)',
        ...members.map(
          ({ name, type }) =>
            `${name} = try container.decodeIfPresent(${typeName(type, NAMES)}.self, forKey: .${name})`,
        ),
      ]),
      '}',
    ],
    [
      'public override func encode(to encoder: Encoder) throws {',
      ...indent([
        'try super.encode(to: encoder)',
        'var container = encoder.container(keyedBy: CodingKeys.self)',
        ...members.map(({ name }) => `if ${name} != nil { try container.encode(${name}, forKey: .${name}) }`),
      ]),
      '}',
    ],
  ];
}
