import type { TypeDefinition, TypeMember } from '../model/type-model.js';
import type { TypeOptions } from '../options/type-options.js';
import { inComment, indent, typeName } from './code.js';
import { C_HEADER, JAVASCRIPT, type Language, SELECTION } from './language.js';
import { withoutServiceStackTypes } from './servicestack-markers.js';
import { TYPESCRIPT_NAMES } from './typescript.js';

/** JavaScript modules, for the package `@servicestack/client`. */
export const mjs: Language = {
  path: 'mjs',
  label: 'Mjs',
  file: 'dtos.mjs',
  contentType: JAVASCRIPT,
  header: C_HEADER,
  options: [['AddServiceStackTypes', 'True'], ['AddDocAnnotations', 'True'], ...SELECTION],
  write(types, options) {
    const written = options.flag('AddServiceStackTypes') ? types : withoutServiceStackTypes(types);
    return ['"use strict";', ...written.flatMap((type) => classLines(type, options))];
  },
};

function classLines(type: TypeDefinition, options: TypeOptions): string[] {
  const { name, base, operation, members } = type;
  const parent = base ? 'super(init); ' : '';
  const init = members.map((member) => `${member.name}?:${typeName(member.type, TYPESCRIPT_NAMES)}`).join(',');
  const hasAnnotations = options.flag('AddDocAnnotations');
  const returns = operation?.returns?.name;
  return [
    ...(hasAnnotations ? type.parameters.map((parameter) => `/** @template ${parameter} */`) : []),
    `export class ${name}${base ? ` extends ${base.name}` : ''} {`,
    ...indent([
      ...(hasAnnotations && members.length > 0 ? [`/** @param {{${init}}} [init] */`] : []),
      `constructor(init) { ${parent}Object.assign(this, init) }`,
      ...members.flatMap((member) => [...annotation(member, options), `${member.name};`]),
      ...(operation
        ? [
            `getTypeName() { return '${name}' }`,
            `getMethod() { return '${operation.method}' }`,
            `createResponse() {${returns === undefined ? '' : ` return new ${returns}() `}}`,
          ]
        : []),
    ]),
    '}',
  ];
}

function annotation({ type, description, isRequired }: TypeMember, options: TypeOptions): string[] {
  if (!options.flag('AddDocAnnotations')) return [];
  const line = `@type {${isRequired ? '' : '?'}${typeName(type, TYPESCRIPT_NAMES)}}`;
  if (description === undefined || !options.flag('AddDescriptionAsComments')) return [`/** ${line} */`];
  return ['/**', ` * ${line}`, ` * @description ${inComment(description)} */`];
}
