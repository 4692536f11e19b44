import { operationNamed } from '../../content/operations/operation.decorator.js';
import type { TypeRoute } from './type-model.js';

/** What the OpenAPI document says about a member. */
export interface MemberFacts {
  readonly description?: string;
  readonly isRequired: boolean;
}

/** What the OpenAPI document says about an operation. */
export interface OperationFacts {
  readonly summary?: string;
  readonly routes: readonly TypeRoute[];
  readonly role?: string;
  readonly tags: readonly string[];
  readonly members: ReadonlyMap<string, MemberFacts>;
}

/** The parts of the OpenAPI document that are read here. */
export interface DocumentParts {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<
      Record<
        string,
        {
          readonly required?: readonly string[];
          readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
        }
      >
    >;
  };
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly 'x-required-role'?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly required?: boolean;
  }[];
}

/** Reads the document's routes, texts and required members, which the contracts do not have. */
export class DocumentFacts {
  /** By the name of the operation. */
  private readonly operations = new Map<string, OperationFacts>();

  constructor(private readonly document: DocumentParts) {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) this.add(path, method.toUpperCase(), operation);
    }
  }

  operation(name: string): OperationFacts | undefined {
    return this.operations.get(name);
  }

  /** @returns Texts of the members of a schema; `undefined` for one that the document has no schema of. */
  schema(name: string): ReadonlyMap<string, MemberFacts> | undefined {
    const schema = this.document.components.schemas[name];
    if (!schema) return undefined;
    const { properties = {}, required = [] } = schema;
    return new Map(
      Object.entries(properties).map(([member, { description }]) => [
        member,
        { ...(description !== undefined && { description }), isRequired: required.includes(member) },
      ]),
    );
  }

  private add(path: string, method: string, operation: DocumentedOperation): void {
    const contract = operationNamed(operation.operationId);
    if (!contract) return;
    const route = { path, methods: [method] };
    const first = this.operations.get(contract.name);
    if (!first) this.operations.set(contract.name, factsOf(operation, route));
    // The first route has the texts; the others are of the same operation.
    else this.operations.set(contract.name, { ...first, routes: withRoute(first.routes, route) });
  }
}

function factsOf(operation: DocumentedOperation, route: TypeRoute): OperationFacts {
  const { summary, tags = [], 'x-required-role': role, parameters = [] } = operation;
  const members = parameters.map(({ name, description, required = false }) => [
    name,
    { ...(description !== undefined && { description }), isRequired: required },
  ]) satisfies [string, MemberFacts][];
  return {
    ...(summary !== undefined && { summary }),
    ...(role !== undefined && { role }),
    tags,
    routes: [route],
    members: new Map(members),
  };
}

function withRoute(routes: readonly TypeRoute[], added: TypeRoute): readonly TypeRoute[] {
  if (!routes.some(({ path }) => path === added.path)) return [...routes, added];
  return routes.map((route) =>
    route.path === added.path ? { ...route, methods: [...route.methods, ...added.methods] } : route,
  );
}
