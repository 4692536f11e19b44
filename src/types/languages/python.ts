import type { TypeDefinition, TypeMember } from '../model/type-model.js';
import type { TypeOptions } from '../options/type-options.js';
import { attributeLines, commented, memberAttributes, typeAttributes } from './attributes.js';
import { indent, methodMarker, separated, typeName, type TypeNames } from './code.js';
import { withoutServiceStackTypes } from './servicestack-markers.js';
import { type Language, PLAIN_TEXT, SELECTION } from './language.js';

const NAMES: TypeNames = {
  string: 'str',
  int: 'int',
  bool: 'bool',
  list: (item) => `List[${item}]`,
  dictionary: (value) => `Dict[str, ${value}]`,
  generic: (name, args) => `${name}[${args.join(', ')}]`,
};

const DECORATORS = ['@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)', '@dataclass'];

/** Module names, without or with what is imported from them. */
const IMPORTS = [
  ...['datetime', 'decimal', 'marshmallow.fields:*', 'servicestack:*', 'typing:*', 'dataclasses:dataclass/field'],
  ...['dataclasses_json:dataclass_json/LetterCase/Undefined/config', 'enum:Enum/IntEnum'],
].join(',');

/** Python, for the package `servicestack`. */
export const python: Language = {
  path: 'python',
  label: 'Python',
  file: 'dtos.py',
  contentType: PLAIN_TEXT,
  header: { open: '""" Options:', unset: '#', close: ['"""'] },
  options: [['GlobalNamespace', ''], ['AddReturnMarker', ''], ...SELECTION, ['DefaultImports', IMPORTS]],
  write(types, options) {
    const module = options.text('GlobalNamespace');
    return [
      ...options.list('DefaultImports').map(importLine),
      ...(module === '' ? [] : ['', `# module ${module}`]),
      ...withoutServiceStackTypes(types).flatMap((type) => ['', '', ...classLines(type, options)]),
    ];
  },
};

function importLine(item: string): string {
  const [module = '', names] = item.split(':');
  return names === undefined ? `import ${module}` : `from ${module} import ${names.replaceAll('/', ', ')}`;
}

function classLines(type: TypeDefinition, options: TypeOptions): string[] {
  const { description, members } = type;
  // The page of one operation in the original API has neither. A client cannot send a request without its return marker.
  const hasMarkers = options.flag('AddReturnMarker', options.text('IncludeTypes') === '');
  const attributes = typeAttributes(type).filter(({ name }) => hasMarkers || name !== 'Route');
  const hasText = description !== undefined && options.flag('AddDescriptionAsComments');
  const body = separated([
    ...(hasText ? [documentation(description)] : []),
    ...members.map((member) => memberLines(member, type, options)),
    ...(members.length === 0 && !hasText ? [['pass']] : []),
  ]);
  const bases = basesOf(type, hasMarkers);
  return [
    ...type.parameters.map((parameter) => `${parameter} = TypeVar('${parameter}')`),
    ...attributeLines(attributes, commented('#')),
    ...DECORATORS,
    `class ${type.name}${bases.length === 0 ? '' : `(${bases.join(', ')})`}:`,
    ...indent(body),
  ];
}

function basesOf({ base, parameters, operation }: TypeDefinition, hasMarkers: boolean): string[] {
  const returns = operation?.returns;
  return [
    ...(parameters.length === 0 ? [] : [`Generic[${parameters.join(', ')}]`]),
    ...(base ? [typeName(base, NAMES)] : []),
    ...(operation && hasMarkers ? [returns ? `IReturn[${typeName(returns, NAMES)}]` : 'IReturnVoid'] : []),
    ...(operation ? [methodMarker(operation)] : []),
  ];
}

function memberLines(member: TypeMember, type: TypeDefinition, options: TypeOptions): string[] {
  const { name, description } = member;
  return [
    ...attributeLines(memberAttributes(member, type), commented('#')),
    `${snakeCase(name)}: Optional[${typeName(member.type, NAMES)}] = None`,
    ...(description !== undefined && options.flag('AddDescriptionAsComments') ? documentation(description) : []),
  ];
}

/** The package `dataclasses_json` turns the name back into camel case. */
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const documentation = (text: string): string[] => ['"""', text.replace(/\\|"""/g, '\\$&'), '"""'];
