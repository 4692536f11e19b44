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
import { type Language, PLAIN_TEXT } from './language.js';

const NAMES = dotnetNames({
  string: 'String',
  int: 'Integer',
  bool: 'Boolean',
  generic: (name, args) => `${name}(Of ${args.join(', ')})`,
});

const ATTRIBUTES: AttributeStyle = {
  brackets: ['<', '>'],
  assign: ':=',
  quote: (text) => `"${text.replaceAll('"', '""')}"`,
};

/** Words of the language that a property's name must stand in brackets for. */
const KEYWORDS = /^(Date|Error|End|Next|Stop|Class|Property|Default|Select|Option|String|Integer|Boolean|Object)$/i;

/** Visual Basic .NET, for the package ServiceStack.Client. */
export const vbnet: Language = {
  path: 'vbnet',
  label: 'VbNet',
  file: 'dtos.vb',
  contentType: PLAIN_TEXT,
  header: { open: "' Options:", prefix: "'", unset: "''", close: [] },
  options: [['GlobalNamespace', ''], ['MakePartial', 'True'], ['MakeVirtual', 'True'], ...DOTNET_OPTIONS],
  write: (types, options) => [
    ...importedNamespaces(types, options).map((namespace) => `Imports ${namespace}`),
    '',
    'Namespace Global',
    ...byNamespace(types, options).flatMap(([namespace, members]) => [
      '',
      ...indent([
        `Namespace ${namespace}`,
        ...indent(members.flatMap((type) => ['', ...classLines(type, options)])),
        'End Namespace',
      ]),
    ]),
    'End Namespace',
  ],
};

function classLines(type: TypeDefinition, options: TypeOptions): string[] {
  const { name, parameters, base, operation } = type;
  const returns = operation?.returns && typeName(operation.returns, NAMES);
  const declared = parameters.length === 0 ? name : declaredName(name, parameters, NAMES);
  const hasMarker = operation && options.flag('AddReturnMarker');
  return [
    ...summaryLines("'''", 'Summary', type.description, options),
    ...attributeLines([...typeAttributes(type), dataContract(type)], ATTRIBUTES),
    `Public ${options.flag('MakePartial') ? 'Partial ' : ''}Class ${declared}`,
    ...indent([
      ...(base ? [`Inherits ${typeName(base, NAMES)}`] : []),
      ...(hasMarker ? [`Implements ${returns === undefined ? 'IReturnVoid' : `IReturn(Of ${returns})`}`] : []),
      ...(operation ? [`Implements ${methodMarker(operation)}`] : []),
      ...separated(type.members.map((member) => memberLines(member, type, options))),
    ]),
    'End Class',
  ];
}

function memberLines(member: TypeMember, type: TypeDefinition, options: TypeOptions): string[] {
  const { wireName, description } = member;
  const written = typeName(member.type, NAMES);
  const property = KEYWORDS.test(wireName) ? `[${wireName}]` : wireName;
  return [
    ...summaryLines("'''", 'Summary', description, options),
    ...attributeLines([dataMember(member), ...memberAttributes(member, type)], ATTRIBUTES),
    `Public ${options.flag('MakeVirtual') ? 'Overridable ' : ''}Property ${property} As ${isNullable(member) ? `Nullable(Of ${written})` : written}`,
  ];
}
