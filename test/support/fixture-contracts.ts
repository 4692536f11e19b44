import { DataContract, dictionaryOf, listOf } from '../../src/common/contract/data-contract.js';
import { DataMember } from '../../src/common/contract/data-member.js';

// Contracts that only the tests have. They use every feature of a contract, so that the codecs are tested for types that the
// service does not have yet. `test/oracle/Oracle.cs` has the same types in C#.

export const FIXTURES = 'Fixtures';
export const FAR = 'Fixtures.Far';
export const THIRD = 'Fixtures.Third';

@DataContract(FIXTURES)
export class Leaf {
  @DataMember()
  text?: string;
}

/** Another type with the same name. */
@DataContract(THIRD, { name: 'Leaf' })
export class OtherLeaf {
  @DataMember()
  text?: string;
}

@DataContract(FIXTURES)
export class Nothing {}

/** A type outside every .NET namespace. */
@DataContract('')
export class Rootless {
  @DataMember()
  text?: string;

  @DataMember(Leaf)
  leaf?: Leaf;
}

@DataContract(THIRD)
export class Thing {
  @DataMember()
  name?: string;

  @DataMember('int', { nullable: true })
  count?: number;

  @DataMember(Leaf)
  leaf?: Leaf;
}

@DataContract(FAR)
export class Foreign {
  @DataMember()
  name?: string;

  @DataMember(listOf('string'))
  words?: string[];

  @DataMember(Leaf)
  leaf?: Leaf;
}

/** A namespace given as a whole address, with characters that an attribute must escape. */
@DataContract(`https://example.org/types?version=1&draft='no'`)
export class Addressed {
  @DataMember()
  text?: string;

  @DataMember(Leaf)
  leaf?: Leaf;

  @DataMember(Addressed)
  next?: Addressed;
}

@DataContract(FIXTURES)
export class Scalars {
  @DataMember('int', { nullable: true })
  count?: number | null;

  @DataMember('bool', { nullable: true })
  done?: boolean | null;

  @DataMember('int')
  number!: number;

  @DataMember('bool')
  flag!: boolean;

  @DataMember()
  text?: string | null;
}

/** Members of other contract types: in the same namespace and in others. */
@DataContract(FIXTURES)
export class Members {
  @DataMember(Leaf)
  same?: Leaf;

  @DataMember(Foreign)
  other?: Foreign;

  @DataMember(Addressed)
  address?: Addressed;

  @DataMember(Nothing)
  nothing?: Nothing;

  @DataMember(OtherLeaf)
  otherLeaf?: OtherLeaf;

  @DataMember(listOf(OtherLeaf))
  otherLeaves?: OtherLeaf[];

  @DataMember(Rootless)
  rootless?: Rootless;
}

@DataContract(FIXTURES)
export class Ordered {
  @DataMember('string', { order: 2 })
  second?: string;

  @DataMember('string', { order: 1 })
  first?: string;

  @DataMember()
  unordered?: string;

  @DataMember('string', { order: 0 })
  atZero?: string;

  @DataMember('string', { order: 1 })
  alsoFirst?: string;

  @DataMember()
  another?: string;

  @DataMember(listOf('string'), { order: 10 })
  tenth?: (string | null)[];
}

/** Names of its own choice: on the wire they may begin with a small letter, which sorts after every capital. */
@DataContract('urn:made:up', { name: 'renamed' })
export class Renamed {
  @DataMember('string', { name: 'type' })
  kind?: string;

  @DataMember()
  zebra?: string;

  @DataMember('string', { name: '_Hidden' })
  hidden?: string;

  @DataMember(listOf(Renamed), { name: 'errors' })
  mistakes?: (Renamed | null)[];

  @DataMember(dictionaryOf(Renamed))
  byName?: Record<string, Renamed | null>;
}
