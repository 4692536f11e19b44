/** A type as a member, a base class or a return type names it. */
export type TypeReference =
  'string' | 'int' | 'bool' | NamedType | { readonly listOf: TypeReference } | { readonly dictionaryOf: TypeReference };

/** A type of the model, a closed generic type, or a type parameter. */
export interface NamedType {
  readonly name: string;
  readonly arguments: readonly TypeReference[];
}

/** A member of a type. */
export interface TypeMember {
  /** The name in JSON: `accountId`. */
  readonly name: string;
  /** The name in .NET and XML: `AccountId`. */
  readonly wireName: string;
  readonly type: TypeReference;
  /** One line of text. */
  readonly description?: string;
  /** Of a request: whether it must be sent. Of a response: whether it always has a value. */
  readonly isRequired: boolean;
  readonly order?: number;
  readonly emitDefaultValue: boolean;
}

/** A route of an operation, with ServiceStack's spelling of parameters: `/ai/sessions/{SessionId}`. */
export interface TypeRoute {
  readonly path: string;
  /** In upper case. */
  readonly methods: readonly string[];
}

/** What a request's type says about its operation. */
export interface TypeOperation {
  /** The HTTP method that clients use, in upper case. */
  readonly method: string;
  readonly routes: readonly TypeRoute[];
  /** Absent if the response has no body. */
  readonly returns?: NamedType;
  readonly role?: string;
  readonly tags: readonly string[];
}

/** A class of the wire contract. */
export interface TypeDefinition {
  readonly name: string;
  /** The .NET namespace: `Voice.Api.AI`. */
  readonly namespace: string;
  readonly xmlNamespace: string;
  /** The type parameters of a generic type: `T`. */
  readonly parameters: readonly string[];
  readonly base?: NamedType;
  /** Without inherited members, in declared order. */
  readonly members: readonly TypeMember[];
  /** One line of text. */
  readonly description?: string;
  /** Set on requests. */
  readonly operation?: TypeOperation;
}

/** The .NET namespace of the types that ServiceStack's client libraries contain. */
export const SERVICESTACK_NAMESPACE = 'ServiceStack';

/** @returns The names of the types that a type needs: its base class, its members' types and its return type. */
export function referencesOf({ base, members, operation }: TypeDefinition): string[] {
  const references = [base, ...members.map(({ type }) => type), operation?.returns];
  return references.flatMap((reference) => (reference ? namesIn(reference) : []));
}

/** @returns The names of the types in a reference. */
export function namesIn(reference: TypeReference): string[] {
  if (typeof reference === 'string') return [];
  if ('listOf' in reference) return namesIn(reference.listOf);
  if ('dictionaryOf' in reference) return namesIn(reference.dictionaryOf);
  return [reference.name, ...reference.arguments.flatMap(namesIn)];
}
