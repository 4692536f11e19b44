import type { TypeDefinition, TypeMember, TypeReference } from '../model/type-model.js';
import type { TypeOptions } from '../options/type-options.js';
import { attributeLines, commented, memberAttributes, typeAttributes } from './attributes.js';
import { inComment, indent, methodMarker, separated, typeName, type TypeNames } from './code.js';
import { C_HEADER, type Language, PLAIN_TEXT, SELECTION } from './language.js';
import { methodMarkersOf, withoutServiceStackTypes } from './servicestack-markers.js';

/** The names of types in PHP's documentation comments; in its code, lists and dictionaries are arrays. */
const NAMES: TypeNames = {
  string: 'string',
  int: 'int',
  bool: 'bool',
  list: (item) => `array<${item}>`,
  dictionary: (value) => `array<string,${value}>`,
  generic: (name) => name,
};

/** PHP, for the package servicestack/client. */
export const php: Language = {
  path: 'php',
  label: 'Php',
  file: 'dtos.php',
  contentType: PLAIN_TEXT,
  header: C_HEADER,
  options: [['GlobalNamespace', 'dtos'], ...SELECTION],
  opening: (options) => [`<?php namespace ${options.text('GlobalNamespace').replaceAll('.', '\\')};`],
  write(types, options) {
    const written = withoutServiceStackTypes(types);
    return [
      'use JsonSerializable;',
      `use ServiceStack\\{IReturn,IReturnVoid,${methodMarkersOf(types).join(',')},JsonConverters,Returns};`,
      ...written.flatMap((type) => ['', ...classLines(type, written, options)]),
    ];
  },
};

function classLines(type: TypeDefinition, types: readonly TypeDefinition[], options: TypeOptions): string[] {
  const { name, base, operation, parameters } = type;
  const returns = operation?.returns;
  const interfaces = [
    ...(operation ? [returns ? 'IReturn' : 'IReturnVoid', methodMarker(operation)] : []),
    'JsonSerializable',
  ];
  return [
    ...comment(type.description, options),
    ...attributeLines(typeAttributes(type), commented('//')),
    ...(returns ? [`#[Returns('${returns.name}')]`] : []),
    ...(parameters.length === 0 ? [] : ['/**', ...parameters.map((parameter) => ` * @template ${parameter}`), ' */']),
    `class ${name}${base ? ` extends ${base.name}` : ''} implements ${interfaces.join(', ')}`,
    '{',
    ...indent(
      separated([
        ...(parameters.length === 0 ? [] : [genericLines(name)]),
        constructorLines(type, inheritedBy(type, types), options),
        fromMapLines(type),
        serializeLines(type),
        ...(operation ? [operationLines(type)] : []),
      ]),
    ),
    '}',
  ];
}

/** The members of the base classes, which a constructor passes on. */
function inheritedBy({ base }: TypeDefinition, types: readonly TypeDefinition[]): TypeMember[] {
  const parent = types.find(({ name }) => name === base?.name);
  return parent ? [...inheritedBy(parent, types), ...parent.members] : [];
}

/** Generic types are closed at run time. */
const genericLines = (name: string): string[] => [
  'public array $genericArgs = [];',
  `public static function create(array $genericArgs=[]): ${name} {`,
  ...indent([`$to = new ${name}();`, '$to->genericArgs = $genericArgs;', 'return $to;']),
  '}',
];

function constructorLines(type: TypeDefinition, inherited: readonly TypeMember[], options: TypeOptions): string[] {
  const own = type.members.map((member) => [
    ...comment(member.description, options),
    ...attributeLines(memberAttributes(member, type), commented('//')),
    `/** @var ${typeName(member.type, NAMES)}|null */`,
    `public ?${codeType(member.type)} $${member.name}=null,`,
  ]);
  const passed = inherited.map(({ name, type: memberType }) => [`?${codeType(memberType)} $${name}=null,`]);
  return [
    'public function __construct(',
    ...indent(separated([...passed, ...own])),
    ') {',
    ...(type.base ? indent([`parent::__construct(${inherited.map(({ name }) => `$${name}`).join(', ')});`]) : []),
    '}',
  ];
}

const codeType = (type: TypeReference): string =>
  typeof type === 'object' && !('name' in type) ? 'array' : typeName(type, NAMES);

/** How a value is converted, `from` an array of JSON or `to` one. Values of JSON need no conversion. */
function converted(type: TypeReference, value: string, verb: 'from' | 'to', parameters: readonly string[]): string {
  if (typeof type === 'string' || 'dictionaryOf' in type) return value;
  const item = 'listOf' in type ? type.listOf : type;
  if (typeof item === 'string') return value;
  const name = typeName(item, NAMES);
  const index = parameters.indexOf(name);
  return `JsonConverters::${verb}${'listOf' in type ? 'Array' : ''}(${index < 0 ? `'${name}'` : `$this->genericArgs[${index}]`}, ${value})`;
}

const fromMapLines = ({ base, members, parameters }: TypeDefinition): string[] => [
  '/** @throws \\Exception */',
  'public function fromMap($o): void {',
  ...indent([
    ...(base ? ['parent::fromMap($o);'] : []),
    ...members.map(
      ({ name, type }) =>
        `if (isset($o['${name}'])) $this->${name} = ${converted(type, `$o['${name}']`, 'from', parameters)};`,
    ),
  ]),
  '}',
];

const serializeLines = ({ base, members, parameters }: TypeDefinition): string[] => [
  '/** @throws \\Exception */',
  'public function jsonSerialize(): mixed',
  '{',
  ...indent([
    // A parent without values gives an object.
    base ? '$o = (array) parent::jsonSerialize();' : '$o = [];',
    ...members.map(
      ({ name, type }) =>
        `if (isset($this->${name})) $o['${name}'] = ${converted(type, `$this->${name}`, 'to', parameters)};`,
    ),
    'return empty($o) ? new class(){} : $o;',
  ]),
  '}',
];

function operationLines({ name, operation }: TypeDefinition): string[] {
  const returns = operation?.returns;
  const args = returns?.arguments.map((argument) => `'${typeName(argument, NAMES)}'`) ?? [];
  const created =
    args.length === 0 ? `new ${returns?.name}()` : `${returns?.name}::create(genericArgs:[${args.join(', ')}])`;
  return [
    `public function getTypeName(): string { return '${name}'; }`,
    `public function getMethod(): string { return '${operation?.method}'; }`,
    returns
      ? `public function createResponse(): mixed { return ${created}; }`
      : 'public function createResponse(): void {}',
  ];
}

const comment = (text: string | undefined, options: TypeOptions): string[] =>
  text !== undefined && options.flag('AddDescriptionAsComments') ? [`/** @description ${inComment(text)} */`] : [];
