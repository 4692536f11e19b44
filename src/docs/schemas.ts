import { contractOf, type ContractClass, type Member, type MemberType } from '../common/contract/data-contract.js';
import { elementName } from '../content/codecs/xml-names.js';
import type { ReferenceObject, SchemaObject } from './openapi-types.js';

/** A schema that `@nestjs/swagger` generated for a class: descriptions, limits, and the members that are not optional. */
export interface GeneratedSchema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaObject>>;
}

/** The keywords that members keep from the generated schema, besides the description. */
const LIMIT_KEYWORDS = ['minLength', 'maxLength', 'minimum', 'maximum', 'format', 'enum', 'default'];

/** Builds the schemas of one document's contracts, each on its first reference. */
export class Schemas {
  /** The schemas built so far, by name. */
  readonly built: Record<string, SchemaObject> = {};

  constructor(private readonly generated: Readonly<Record<string, GeneratedSchema>>) {}

  /**
   * @param isRequest Whether the schema is of a request, in which nullable members accept null.
   * @param inPath The members that the path contains, which the body may omit.
   * @returns A reference to the schema of a contract.
   */
  reference(type: ContractClass, isRequest = false, inPath: ReadonlySet<string> = new Set()): ReferenceObject {
    const { name } = type;
    if (!(name in this.built)) {
      this.built[name] = {}; // ends the recursion of contracts that contain themselves
      this.built[name] = this.schemaOfContract(type, isRequest, inPath);
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** Adopts a generated schema unchanged, for a class without a contract. */
  adopt(name: string): void {
    this.built[name] = (this.generated[name] ?? {}) as SchemaObject;
  }

  /** @returns The schema of one member, with its description. Responses omit null members, so only requests accept null. */
  member(type: ContractClass, member: Member, isRequest: boolean): SchemaObject {
    const {
      description,
      type: generatedType,
      items: generatedItems,
      ...keywords
    } = this.generated[type.name]?.properties?.[member.name] ?? {};
    const isNullable = isRequest && Array.isArray(generatedType) && generatedType.includes('null');
    const limits: Record<string, unknown> = Object.fromEntries(
      Object.entries({ ...(generatedItems as SchemaObject | undefined), ...keywords }).filter(([name]) =>
        LIMIT_KEYWORDS.includes(name),
      ),
    );
    if (Array.isArray(limits.enum) && !isNullable) limits.enum = limits.enum.filter((value) => value !== null);
    const { items, ...schema } = this.schemaOfType(member.type, isRequest);
    return {
      ...schema,
      ...(isNullable && 'type' in schema && { type: [schema.type, 'null'] }),
      // The limits of a list member apply to each item.
      ...(items ? { items: { ...items, ...limits } } : limits),
      ...(typeof description === 'string' && { description }),
    };
  }

  private schemaOfContract(type: ContractClass, isRequest: boolean, inPath: ReadonlySet<string>): SchemaObject {
    const { name, namespace, members } = contractOf(type);
    const required = (this.generated[type.name]?.required ?? []).filter((member) => !inPath.has(member));
    const properties = members.map((member) => {
      const { items, ...keywords } = this.member(type, member, isRequest);
      const schema = {
        ...keywords,
        ...(items !== undefined && { items: { ...(items as SchemaObject), xml: itemXml(member.type) } }),
        ...(member.example !== undefined && { example: member.example }),
        xml: { name: member.wireName, namespace: member.namespace, ...(items !== undefined && { wrapped: true }) },
      };
      return [member.name, schema] as const;
    });
    return {
      type: 'object',
      ...(required.length > 0 && { required }),
      properties: Object.fromEntries(properties),
      xml: { name, namespace },
    };
  }

  private schemaOfType(type: MemberType, isRequest: boolean): SchemaObject {
    if (typeof type === 'function') return { ...this.reference(type, isRequest) };
    if (typeof type === 'object') {
      if ('dictionaryOf' in type) {
        return { type: 'object', additionalProperties: this.schemaOfType(type.dictionaryOf, isRequest) };
      }
      return { type: 'array', items: this.schemaOfType(type.listOf, isRequest) };
    }
    return { string: { type: 'string' }, int: { type: 'integer', format: 'int32' }, bool: { type: 'boolean' } }[type];
  }
}

/** The XML name of the items of a list. */
function itemXml(list: MemberType): SchemaObject | undefined {
  if (typeof list !== 'object' || !('listOf' in list)) return undefined;
  const { name, namespace } = elementName(list.listOf);
  return { name, namespace };
}
