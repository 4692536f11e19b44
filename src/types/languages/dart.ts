import type { TypeDefinition, TypeMember, TypeReference } from '../model/type-model.js';
import type { TypeOptions } from '../options/type-options.js';
import { attributeLines, commented, memberAttributes, typeAttributes } from './attributes.js';
import { angleBrackets, declaredName, indent, methodMarker, separated, typeName, type TypeNames } from './code.js';
import { docComment } from './jvm.js';
import { C_HEADER, type Language, PLAIN_TEXT, SELECTION } from './language.js';
import { withoutServiceStackTypes } from './servicestack-markers.js';

const NAMES: TypeNames = {
  string: 'String',
  int: 'int',
  bool: 'bool',
  list: (item) => `List<${item}>`,
  dictionary: (value) => `Map<String,${value}>`,
  generic: angleBrackets,
};

/** Dart, for the package servicestack. */
export const dart: Language = {
  path: 'dart',
  label: 'Dart',
  file: 'dtos.dart',
  contentType: PLAIN_TEXT,
  header: C_HEADER,
  options: [['GlobalNamespace', ''], ...SELECTION, ['DefaultImports', 'package:servicestack/servicestack.dart']],
  write(types, options) {
    const library = options.text('GlobalNamespace');
    const written = withoutServiceStackTypes(types);
    return [
      ...(library === '' ? [] : [`library ${library};`]),
      ...options.list('DefaultImports').map((item) => `import '${item}';`),
      ...written.flatMap((type) => ['', ...classLines(type, options)]),
      '',
      `TypeContext _ctx = TypeContext(library: '${library || 'dtos'}', types: <String, TypeInfo> {`,
      ...indent(typeInfos(written)),
      '});',
    ];
  },
};

function classLines(type: TypeDefinition, options: TypeOptions): string[] {
  const { name, parameters, base, operation, members } = type;
  const returns = operation?.returns && typeName(operation.returns, NAMES);
  const interfaces = [
    ...(operation ? [returns === undefined ? 'IReturnVoid' : `IReturn<${returns}>`, methodMarker(operation)] : []),
    'IConvertible',
  ];
  const extended = base ? ` extends ${typeName(base, NAMES)}` : '';
  const arguments_ = members.length === 0 ? '' : `{${members.map((member) => `this.${member.name}`).join(',')}}`;
  const reified = parameters.length === 0 ? name : `${name}<${parameters.map((each) => `$${each}`).join(',')}>`;
  const response = operation && [
    returns === undefined ? 'createResponse() {}' : `createResponse() => ${returns}();`,
    ...(returns === undefined ? [] : [`getResponseTypeName() => "${returns}";`]),
  ];
  return [
    ...docComment(type.description, options),
    ...attributeLines(typeAttributes(type), commented('//')),
    `class ${declaredName(name, parameters, NAMES)}${extended} implements ${interfaces.join(', ')}`,
    '{',
    ...indent(
      separated([
        ...members.map((member) => memberLines(member, type, options)),
        [`${name}(${arguments_});`, `${name}.fromJson(Map<String, dynamic> json) { fromMap(json); }`],
        fromMapLines(type),
        toJsonLines(type),
        [...(response ?? []), `getTypeName() => "${reified}";`, 'TypeContext? context = _ctx;'],
      ]),
    ),
    '}',
  ];
}

const memberLines = (member: TypeMember, type: TypeDefinition, options: TypeOptions): string[] => [
  ...docComment(member.description, options),
  ...attributeLines(memberAttributes(member, type), commented('//')),
  `${typeName(member.type, NAMES)}? ${member.name};`,
];

/** Values of JSON need no conversion; for the others, the library looks up the type's name in the context. */
function conversion(type: TypeReference, parameters: readonly string[]): string | undefined {
  if (typeof type === 'string') return undefined;
  const item = 'listOf' in type && typeof type.listOf === 'object' && 'name' in type.listOf ? type.listOf.name : '';
  const index = parameters.indexOf(item);
  return index < 0 ? typeName(type, NAMES) : `List<\${runtimeGenericTypeDefs(this,[${index}]).join(",")}>`;
}

const fromMapLines = ({ base, members, parameters }: TypeDefinition): string[] => [
  'fromMap(Map<String, dynamic> json) {',
  ...indent([
    ...(base ? ['super.fromMap(json);'] : []),
    ...members.map(({ name, type }) => {
      const converted = conversion(type, parameters);
      const value = `json['${name}']`;
      return `${name} = ${converted === undefined ? value : `JsonConverters.fromJson(${value},'${converted}',context!)`};`;
    }),
    'return this;',
  ]),
  '}',
];

function toJsonLines({ base, members, parameters }: TypeDefinition): string[] {
  const entries = members.map(({ name, type }) => {
    const isConverted = conversion(type, parameters) !== undefined;
    return `'${name}': ${isConverted ? `JsonConverters.toJson(${name},'${typeName(type, NAMES)}',context!)` : name},`;
  });
  if (entries.length === 0) return [`Map<String, dynamic> toJson() => ${base ? 'super.toJson()' : '{}'};`];
  const [open, close] = base ? ['super.toJson()..addAll({', '});'] : ['{', '};'];
  return [`Map<String, dynamic> toJson() => ${open}`, ...indent(entries), close];
}

/** The types that the library creates by name: the classes, and the closed generic types and lists that they name. */
function typeInfos(types: readonly TypeDefinition[]): string[] {
  const infos = new Map<string, string>();
  for (const { name, parameters, members, operation } of types) {
    if (parameters.length === 0) infos.set(name, `TypeOf.Class, create:() => ${name}()`);
    else infos.set(`${name}<${parameters.join(',')}>`, `TypeOf.GenericDef, create:() => ${name}()`);
    for (const { type } of members) {
      if (typeof type !== 'object' || !('listOf' in type) || parameters.length > 0) continue;
      infos.set(typeName(type, NAMES), `TypeOf.Class, create:() => <${typeName(type.listOf, NAMES)}>[]`);
    }
    const returns = operation?.returns;
    if (!returns || returns.arguments.length === 0) continue;
    const closed = typeName(returns, NAMES);
    infos.set(closed, `TypeOf.Class, create:() => ${closed}()`);
    const item = returns.arguments.map((argument) => typeName(argument, NAMES)).join(',');
    infos.set(`List<${item}>`, `TypeOf.Class, create:() => <${item}>[]`);
  }
  return [...infos].map(([name, info]) => `'${name}': TypeInfo(${info}),`);
}
