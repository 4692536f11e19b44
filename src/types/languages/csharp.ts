import type { TypeDefinition, TypeMember } from '../model/type-model.js';
import type { TypeOptions } from '../options/type-options.js';
import {
  attributeLines,
  type AttributeStyle,
  dataContract,
  dataMember,
  memberAttributes,
  typeAttributes,
} from './attributes.js';
import { declaredName, indent, methodMarker, separated, typeName } from './code.js';
import { byNamespace, DOTNET_OPTIONS, dotnetNames, importedNamespaces, isNullable, summaryLines } from './dotnet.js';
import { C_HEADER, type Language, PLAIN_TEXT } from './language.js';

const NAMES = dotnetNames({
  string: 'string',
  int: 'int',
  bool: 'bool',
  generic: (name, args) => `${name}<${args.join(', ')}>`,
});

const ATTRIBUTES: AttributeStyle = { brackets: ['[', ']'] };

/** C#, for the package ServiceStack.Client. */
export const csharp: Language = {
  path: 'csharp',
  label: 'CSharp',
  file: 'dtos.cs',
  contentType: PLAIN_TEXT,
  header: C_HEADER,
  options: [
    ['GlobalNamespace', ''],
    ['MakePartial', 'True'],
    ['MakeVirtual', 'True'],
    ['MakeInternal', 'False'],
    ['AddNullableAnnotations', 'False'],
    ...DOTNET_OPTIONS,
  ],
  write: (types, options) => [
    ...importedNamespaces(types, options).map((namespace) => `using ${namespace};`),
    '',
    ...separated(
      byNamespace(types, options).map(([namespace, members]) => [
        `namespace ${namespace}`,
        '{',
        ...indent(separated(members.map((type) => classLines(type, options)))),
        '}',
      ]),
    ),
  ],
};

function classLines(type: TypeDefinition, options: TypeOptions): string[] {
  const { name, parameters, base, operation } = type;
  const returns = operation?.returns;
  const bases = [
    ...(base ? [typeName(base, NAMES)] : []),
    ...(operation && options.flag('AddReturnMarker')
      ? [returns ? `IReturn<${typeName(returns, NAMES)}>` : 'IReturnVoid']
      : []),
    ...(operation ? [methodMarker(operation)] : []),
  ];
  const modifiers = `${options.flag('MakeInternal') ? 'internal' : 'public'}${options.flag('MakePartial') ? ' partial' : ''}`;
  return [
    ...summaryLines('///', 'summary', type.description, options),
    ...attributeLines([...typeAttributes(type), dataContract(type)], ATTRIBUTES),
    `${modifiers} class ${declaredName(name, parameters, NAMES)}`,
    ...(bases.length === 0 ? [] : [`    : ${bases.join(', ')}`]),
    '{',
    ...indent(separated(type.members.map((member) => memberLines(member, type, options)))),
    '}',
  ];
}

function memberLines(member: TypeMember, type: TypeDefinition, options: TypeOptions): string[] {
  const { wireName, description, isRequired } = member;
  const isAnnotated = options.flag('AddNullableAnnotations') && !isRequired;
  const nullable = isNullable(member) || isAnnotated ? '?' : '';
  return [
    ...summaryLines('///', 'summary', description, options),
    ...attributeLines([dataMember(member), ...memberAttributes(member, type)], ATTRIBUTES),
    `public ${options.flag('MakeVirtual') ? 'virtual ' : ''}${typeName(member.type, NAMES)}${nullable} ${wireName} { get; set; }`,
  ];
}
