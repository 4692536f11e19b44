import type { TypeDefinition, TypeMember } from '../model/type-model.js';
import { quoted } from './code.js';

/** An attribute of .NET, as each language writes it in its own brackets. */
export interface Attribute {
  readonly name: string;
  readonly values: readonly string[];
  /** Text is quoted; `true` and numbers are not. */
  readonly named: readonly (readonly [string, string])[];
}

/** The routes and the description of a request, for the client's generator and its readers. */
export function typeAttributes({ operation, description }: TypeDefinition): Attribute[] {
  if (!operation) return [];
  const routes = operation.routes.map(({ path, methods }) => ({
    name: 'Route',
    values: [quoted(path), quoted(methods.join(','))],
    named: [],
  }));
  return description === undefined ? routes : [...routes, describing('Api', description)];
}

/** The description of a member. */
export function memberAttributes({ description, isRequired }: TypeMember, { operation }: TypeDefinition): Attribute[] {
  if (description === undefined) return [];
  const { named, ...attribute } = describing('ApiMember', description);
  return [{ ...attribute, named: operation && isRequired ? [...named, ['IsRequired', 'true']] : named }];
}

const describing = (name: string, description: string): Attribute => ({
  name,
  values: [],
  named: [['Description', quoted(description)]],
});

/** The wire name and order of a type's XML, for the languages of .NET. */
export const dataContract = ({ xmlNamespace }: TypeDefinition): Attribute => ({
  name: 'DataContract',
  values: [],
  named: [['Namespace', quoted(xmlNamespace)]],
});

/** A member's part in the XML, for the languages of .NET. */
export function dataMember({ order, emitDefaultValue }: TypeMember): Attribute {
  const named: [string, string][] = [];
  if (order !== undefined) named.push(['Order', String(order)]);
  if (!emitDefaultValue) named.push(['EmitDefaultValue', 'false']);
  return { name: 'DataMember', values: [], named };
}

/** `Route("/ai/sessions", "POST")`. */
export function attributeText({ name, values, named }: Attribute, assign = '='): string {
  const args = [...values, ...named.map(([key, value]) => key + assign + value)];
  return args.length === 0 ? name : `${name}(${args.join(', ')})`;
}
