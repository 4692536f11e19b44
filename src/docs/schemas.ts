import { contractOf, type ContractClass, type Member, type MemberType } from '../common/contract/data-contract.js';
import { elementName } from '../content/codecs/xml-writer.js';
import type { ReferenceObject, SchemaObject } from './openapi-types.js';

/** A schema as Swagger makes one of a class: texts, limits, and which members TypeScript says there always are. */
export interface FoundSchema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaObject>>;
}

/** What Swagger found of a member besides its type and text. */
const LIMITS = ['minLength', 'maxLength', 'minimum', 'maximum', 'format', 'enum', 'default'];

/** The schemas of the contracts that the document refers to, each made when it is first asked for. */
export class Schemas {
  /** By name. */
  readonly built: Record<string, SchemaObject> = {};

  constructor(private readonly found: Readonly<Record<string, FoundSchema>>) {}

  /**
   * @param inPath The members of a request that stand in its path, and so need not stand in its body.
   * @returns A reference to the schema of a body.
   */
  reference(type: ContractClass, isRequest = false, inPath: ReadonlySet<string> = new Set()): ReferenceObject {
    const { name } = type;
    if (!(name in this.built)) {
      this.built[name] = {}; // so that a contract may hold itself
      this.built[name] = this.schemaOf(type, isRequest, inPath);
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** Takes over a schema that is no contract's, as Swagger found it. */
  adopt(name: string): void {
    this.built[name] = (this.found[name] ?? {}) as SchemaObject;
  }

  /** @returns The schema of one member, with its description; null is only for those who send. */
  member(type: ContractClass, member: Member, isRequest: boolean): SchemaObject {
    const {
      description,
      type: foundType,
      items: saidOfItems,
      ...said
    } = this.found[type.name]?.properties?.[member.name] ?? {};
    const isNullable = isRequest && Array.isArray(foundType) && foundType.includes('null');
    const limits: Record<string, unknown> = Object.fromEntries(
      Object.entries({ ...(saidOfItems as SchemaObject | undefined), ...said }).filter(([name]) =>
        LIMITS.includes(name),
      ),
    );
    if (Array.isArray(limits.enum) && !isNullable) limits.enum = limits.enum.filter((value) => value !== null);
    const { items, ...schema } = this.typed(member.type, isRequest);
    return {
      ...schema,
      ...(isNullable && 'type' in schema && { type: [schema.type, 'null'] }),
      // What is said of a list's member is said of each of its items.
      ...(items ? { items: { ...items, ...limits } } : limits),
      ...(typeof description === 'string' && { description }),
    };
  }

  private schemaOf(type: ContractClass, isRequest: boolean, inPath: ReadonlySet<string>): SchemaObject {
    const { name, namespace, members } = contractOf(type);
    const required = (this.found[type.name]?.required ?? []).filter((member) => !inPath.has(member));
    const properties = members.map((member) => {
      const { items, ...said } = this.member(type, member, isRequest);
      const schema = {
        ...said,
        ...(items !== undefined && { items: { ...(items as SchemaObject), xml: itemName(member.type) } }),
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

  private typed(type: MemberType, isRequest: boolean): SchemaObject {
    if (typeof type === 'function') return { ...this.reference(type, isRequest) };
    if (typeof type === 'object') {
      if ('dictionaryOf' in type) {
        return { type: 'object', additionalProperties: this.typed(type.dictionaryOf, isRequest) };
      }
      return { type: 'array', items: this.typed(type.listOf, isRequest) };
    }
    return { string: { type: 'string' }, int: { type: 'integer', format: 'int32' }, bool: { type: 'boolean' } }[type];
  }
}

/** The element of each item of a list. */
function itemName(list: MemberType): SchemaObject | undefined {
  if (typeof list !== 'object' || !('listOf' in list)) return undefined;
  const { name, namespace } = elementName(list.listOf);
  return { name, namespace };
}
