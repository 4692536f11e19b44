import type { TypeDefinition, TypeMember } from '../model/type-model.js';
import type { TypeOptions } from '../options/type-options.js';
import { attributeLines, commented, memberAttributes, typeAttributes } from './attributes.js';
import {
  angleBrackets,
  declaredName,
  inComment,
  indent,
  methodMarker,
  separated,
  typeName,
  type TypeNames,
} from './code.js';
import { C_HEADER, type Language, PLAIN_TEXT, SELECTION } from './language.js';
import { methodMarkersOf, withoutServiceStackTypes } from './servicestack-markers.js';

/** The names of types in TypeScript and in JSDoc. */
export const TYPESCRIPT_NAMES: TypeNames = {
  string: 'string',
  int: 'number',
  bool: 'boolean',
  list: (item) => `${item}[]`,
  dictionary: (value) => `{ [index: string]: ${value}; }`,
  generic: angleBrackets,
};

const optionsOf = (makePropertiesOptional: 'True' | 'False'): Language['options'] => [
  ['GlobalNamespace', ''],
  ['MakePropertiesOptional', makePropertiesOptional],
  ['AddServiceStackTypes', 'True'],
  ...SELECTION,
  ['DefaultImports', ''],
];

/** TypeScript classes, for the package `@servicestack/client`. */
export const typescript: Language = {
  path: 'typescript',
  label: 'TypeScript',
  file: 'dtos.ts',
  contentType: PLAIN_TEXT,
  header: C_HEADER,
  options: optionsOf('False'),
  write: (types, options) => moduleLines(types, options, true),
};

/** TypeScript interfaces, for a declaration file. */
export const typescriptDefinition: Language = {
  ...typescript,
  path: 'typescript.d',
  label: 'TypeScriptDefinition',
  file: 'dtos.d.ts',
  options: optionsOf('True'),
  write: (types, options) => moduleLines(types, options, false),
};

function moduleLines(types: readonly TypeDefinition[], options: TypeOptions, isClass: boolean): string[] {
  const hasServiceStackTypes = options.flag('AddServiceStackTypes');
  const written = hasServiceStackTypes ? types : withoutServiceStackTypes(types);
  const body = separated([
    ...(hasServiceStackTypes ? [markerLines(types, isClass)] : []),
    ...written.map((type) => typeLines(type, options, isClass)),
  ]);
  const imports = options.list('DefaultImports').map((item) => {
    const [name = '', from] = item.split(':');
    return from === undefined ? `import ${name};` : `import { ${name} } from "${from}";`;
  });
  const namespace = options.text('GlobalNamespace');
  if (namespace === '') return [...imports, ...body];
  return [...imports, `${isClass ? 'export' : 'declare'} namespace ${namespace} {`, ...indent(body), '}'];
}

function markerLines(types: readonly TypeDefinition[], isClass: boolean): string[] {
  const keyword = isClass ? 'export interface' : 'interface';
  const createResponse = (type: string): string => (isClass ? ` createResponse(): ${type}; ` : '');
  return [
    `${keyword} IReturn<T> {${createResponse('T')}}`,
    `${keyword} IReturnVoid {${createResponse('void')}}`,
    ...methodMarkersOf(types).map((name) => `${keyword} ${name} {}`),
  ];
}

function typeLines(type: TypeDefinition, options: TypeOptions, isClass: boolean): string[] {
  const { name, parameters, base, operation, description } = type;
  const returns = operation?.returns && typeName(operation.returns, TYPESCRIPT_NAMES);
  const interfaces = operation
    ? [returns === undefined ? 'IReturnVoid' : `IReturn<${returns}>`, methodMarker(operation)]
    : [];
  const bases = base ? [typeName(base, TYPESCRIPT_NAMES)] : [];
  const extended = isClass ? bases : [...bases, ...interfaces];
  const implemented = isClass ? interfaces : [];
  const heading = [
    isClass ? 'export class' : 'interface',
    declaredName(name, parameters, TYPESCRIPT_NAMES),
    ...(extended.length === 0 ? [] : [`extends ${extended.join(', ')}`]),
    ...(implemented.length === 0 ? [] : [`implements ${implemented.join(', ')}`]),
  ].join(' ');
  const body = [
    ...type.members.map((member) => memberLines(member, type, options, isClass)),
    ...(isClass ? [methodLines(type, returns)] : []),
  ];
  return [
    ...comment(description, options),
    ...attributeLines(typeAttributes(type), commented('//')),
    `${heading} {`,
    ...indent(separated(body)),
    '}',
  ];
}

function memberLines(member: TypeMember, type: TypeDefinition, options: TypeOptions, isClass: boolean): string[] {
  const isOptional = !member.isRequired || options.flag('MakePropertiesOptional');
  // The server sets what is required in a response, the caller what is in a request, and neither by a constructor.
  const mark = isOptional ? '?' : isClass ? '!' : '';
  return [
    ...comment(member.description, options),
    ...attributeLines(memberAttributes(member, type), commented('//')),
    `${isClass ? 'public ' : ''}${member.name}${mark}: ${typeName(member.type, TYPESCRIPT_NAMES)};`,
  ];
}

function methodLines({ name, parameters, base, operation }: TypeDefinition, returns: string | undefined): string[] {
  const declared = declaredName(name, parameters, TYPESCRIPT_NAMES);
  const parent = base ? 'super(init); ' : '';
  const constructor = `public constructor(init?: Partial<${declared}>) { ${parent}(Object as any).assign(this, init); }`;
  if (!operation) return [constructor];
  return [
    constructor,
    `public getTypeName() { return '${name}'; }`,
    `public getMethod() { return '${operation.method}'; }`,
    `public createResponse() {${returns === undefined ? '' : ` return new ${returns}(); `}}`,
  ];
}

const comment = (text: string | undefined, options: TypeOptions): string[] =>
  text !== undefined && options.flag('AddDescriptionAsComments') ? [`/** @description ${inComment(text)} */`] : [];
