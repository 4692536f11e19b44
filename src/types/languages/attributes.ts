import type { TypeDefinition, TypeMember } from '../model/type-model.js';
import { quoted } from './code.js';

/** An attribute of .NET, as each language writes it in its own brackets. */
export interface Attribute {
  readonly name: string;
  /** The arguments by position, with their names for the languages that have no positions. */
  readonly positional: readonly (readonly [string, string])[];
  readonly named: readonly (readonly [string, string | number | boolean])[];
}

/** The routes and the description of a request, for the client's generator and its readers. */
export function typeAttributes({ operation, description }: TypeDefinition): Attribute[] {
  if (!operation) return [];
  const routes = operation.routes.map(({ path, methods }): Attribute => {
    const verbs = methods.join(',');
    return { name: 'Route', positional: Object.entries({ Path: path, Verbs: verbs }), named: [] };
  });
  return description === undefined ? routes : [...routes, describing('Api', description)];
}

/** The description of a member. */
export function memberAttributes({ description, isRequired }: TypeMember, { operation }: TypeDefinition): Attribute[] {
  if (description === undefined) return [];
  const attribute = describing('ApiMember', description);
  if (!operation || !isRequired) return [attribute];
  return [{ ...attribute, named: [...attribute.named, ['IsRequired', true]] }];
}

const describing = (name: string, description: string): Attribute => ({
  name,
  positional: [],
  named: [['Description', description]],
});

/** The namespace of a type's XML, for the languages of .NET. `GlobalNamespace` does not change it. */
export const dataContract = ({ xmlNamespace }: TypeDefinition): Attribute => ({
  name: 'DataContract',
  positional: [],
  named: [['Namespace', xmlNamespace]],
});

/** A member's part in the XML, for the languages of .NET. */
export function dataMember({ order, emitDefaultValue }: TypeMember): Attribute {
  const named: [string, number | boolean][] = [];
  if (order !== undefined) named.push(['Order', order]);
  if (!emitDefaultValue) named.push(['EmitDefaultValue', false]);
  return { name: 'DataMember', positional: [], named };
}

/** How a language writes attributes. */
export interface AttributeStyle {
  /** Around the attribute: `[`, `]`. */
  readonly brackets: readonly [string, string];
  /** Between a name and its value; `=` by default. */
  readonly assign?: string;
  /** Whether positional arguments are named too. */
  readonly isNamed?: boolean;
  readonly quote?: (text: string) => string;
}

/** Attributes in a comment, for languages that have none. */
export const commented = (mark: string): AttributeStyle => ({ brackets: [`${mark} @`, ''] });

/** @returns One line for each attribute: `[Route("/ai/sessions", "POST")]`. */
export function attributeLines(attributes: readonly Attribute[], style: AttributeStyle): string[] {
  const { brackets, assign = '=', isNamed = false, quote = quoted } = style;
  return attributes.map(({ name, positional, named }) => {
    const args = [
      ...positional.map(([key, value]) => (isNamed ? key + assign : '') + quote(value)),
      ...named.map(([key, value]) => key + assign + (typeof value === 'string' ? quote(value) : String(value))),
    ];
    return brackets[0] + (args.length === 0 ? name : `${name}(${args.join(', ')})`) + brackets[1];
  });
}
