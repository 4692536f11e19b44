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
import { indent, methodMarker, separated, typeName } from './code.js';
import { DOTNET_OPTIONS, dotnetNames, importedNamespaces, isNullable, summaryLines } from './dotnet.js';
import { type Language, PLAIN_TEXT } from './language.js';
import { withoutServiceStackTypes } from './servicestack-markers.js';

const NAMES = {
  ...dotnetNames({
    string: 'String',
    int: 'Int32',
    bool: 'Boolean',
    generic: (name, args) => `${name}<${args.join(', ')}>`,
  }),
  list: (item: string) => `ResizeArray<${item}>`,
};

const ATTRIBUTES: AttributeStyle = { brackets: ['[<', '>]'] };

/** F#, for the package ServiceStack.Client. All types are in one namespace, because F# reads files from top to bottom. */
export const fsharp: Language = {
  path: 'fsharp',
  label: 'FSharp',
  file: 'dtos.fs',
  contentType: PLAIN_TEXT,
  // ServiceStack's tool takes the lines after the header for options until one begins with */.
  header: { open: '(* Options:', unset: '//', close: ['*/', '*)'] },
  options: [['GlobalNamespace', ''], ...DOTNET_OPTIONS],
  write(types, options) {
    const written = withoutServiceStackTypes(types);
    const namespace = options.text('GlobalNamespace') || (written.at(-1)?.namespace ?? 'Dtos');
    const own = new Set([namespace, ...written.map((type) => type.namespace)]);
    return [
      `namespace ${namespace}`,
      '',
      ...importedNamespaces([], options)
        .filter((name) => !own.has(name))
        .map((name) => `open ${name}`),
      ...written.flatMap((type) => ['', ...indent(typeLines(type, options))]),
    ];
  },
};

function typeLines(type: TypeDefinition, options: TypeOptions): string[] {
  const { name, parameters, base, operation } = type;
  const returns = operation?.returns && typeName(operation.returns, NAMES);
  const declared = parameters.length === 0 ? name : `${name}<${parameters.map((each) => `'${each}`).join(', ')}>`;
  const hasMarker = operation && options.flag('AddReturnMarker');
  const body = separated([
    ...(base ? [[`inherit ${typeName(base, NAMES)}()`]] : []),
    ...(hasMarker ? [[`interface ${returns === undefined ? 'IReturnVoid' : `IReturn<${returns}>`}`]] : []),
    ...(operation ? [[`interface ${methodMarker(operation)}`]] : []),
    ...type.members.map((member) => memberLines(member, type, options)),
  ]);
  return [
    ...summaryLines('///', 'summary', type.description, options),
    ...attributeLines([...typeAttributes(type), dataContract(type)], ATTRIBUTES),
    '[<AllowNullLiteral>]',
    `type ${declared}() =`,
    ...indent(body.length === 0 ? ['class end'] : body),
  ];
}

function memberLines(member: TypeMember, type: TypeDefinition, options: TypeOptions): string[] {
  const { wireName, description } = member;
  // In F#, a type parameter has an apostrophe.
  const written = typeName(member.type, NAMES).replace(/\bT\d*\b/g, (name) =>
    type.parameters.includes(name) ? `'${name}` : name,
  );
  const isValue = member.type === 'int' || member.type === 'bool';
  const zero = isValue ? (member.type === 'int' ? '0' : 'false') : 'null';
  const [declared, value] = isNullable(member)
    ? [`Nullable<${written}>`, `new Nullable<${written}>()`]
    : [written, zero];
  return [
    ...summaryLines('///', 'summary', description, options),
    ...attributeLines([dataMember(member), ...memberAttributes(member, type)], ATTRIBUTES),
    `member val ${wireName}:${declared} = ${value} with get,set`,
  ];
}
