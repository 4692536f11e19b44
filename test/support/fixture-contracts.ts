import { DataContract, dictionaryOf, listOf } from '../../src/common/contract/data-contract.js';
import { DataMember } from '../../src/common/contract/data-member.js';

// Contracts that only the tests have. They use every feature of a contract, so that the codecs are tested for types that the
// service does not have yet. `test/oracle/Oracle.cs` has the same types in C#.

const FIXTURES = 'Fixtures';
const FAR = 'Fixtures.Far';
const THIRD = 'Fixtures.Third';

/** Members whose .NET type is `int` or `bool`, not `int?` or `bool?`: .NET cannot leave them null. A contract has no such difference. */
export const NEVER_NULL: ReadonlySet<string> = new Set(['totalCount', 'totalPages', 'hasMorePages', 'number', 'flag']);

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

  @DataMember('int')
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
  @DataMember('int')
  count?: number | null;

  @DataMember('bool')
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
export class Lists {
  @DataMember(listOf('string'))
  strings?: (string | null)[];

  @DataMember(listOf('int'))
  ints?: number[];

  @DataMember(listOf('bool'))
  bools?: boolean[];

  @DataMember(listOf(Leaf))
  leaves?: (Leaf | null)[];

  @DataMember(listOf(Thing))
  things?: (Thing | null)[];

  @DataMember(listOf(listOf('string')))
  stringLists?: ((string | null)[] | null)[];

  @DataMember(listOf(listOf(listOf('int'))))
  intCubes?: ((number[] | null)[] | null)[];

  @DataMember(listOf(listOf(Thing)))
  thingLists?: ((Thing | null)[] | null)[];

  @DataMember(listOf(dictionaryOf('string')))
  maps?: (Record<string, string | null> | null)[];

  @DataMember(listOf(dictionaryOf(Thing)))
  thingMaps?: (Record<string, Thing | null> | null)[];
}

@DataContract(FIXTURES)
export class Dictionaries {
  @DataMember(dictionaryOf('string'))
  strings?: Record<string, string | null>;

  @DataMember(dictionaryOf('int'))
  ints?: Record<string, number>;

  @DataMember(dictionaryOf('bool'))
  bools?: Record<string, boolean>;

  @DataMember(dictionaryOf(Leaf))
  leaves?: Record<string, Leaf | null>;

  @DataMember(dictionaryOf(Thing))
  things?: Record<string, Thing | null>;

  @DataMember(dictionaryOf(listOf('string')))
  stringLists?: Record<string, (string | null)[] | null>;

  @DataMember(dictionaryOf(listOf(Thing)))
  thingLists?: Record<string, (Thing | null)[] | null>;

  @DataMember(dictionaryOf(dictionaryOf('string')))
  maps?: Record<string, Record<string, string | null> | null>;

  @DataMember(dictionaryOf(dictionaryOf(Thing)))
  thingMaps?: Record<string, Record<string, Thing | null> | null>;
}

/** A contract that contains itself, in every way. */
@DataContract(FIXTURES)
export class Tree {
  @DataMember()
  name?: string;

  @DataMember(Tree)
  left?: Tree;

  @DataMember(listOf(Tree))
  children?: (Tree | null)[];

  @DataMember(dictionaryOf(Tree))
  byName?: Record<string, Tree | null>;
}

/** Nested deep enough that the numbers in prefixes get two digits. */
@DataContract(FIXTURES)
export class Chain {
  @DataMember(Chain)
  next?: Chain;

  @DataMember(Foreign)
  foreign?: Foreign;

  @DataMember(listOf('int'))
  ints?: number[];
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

@DataContract(FIXTURES, { generic: { name: 'Box', of: [Leaf] } })
export class BoxOfLeaf {
  @DataMember(Leaf)
  content?: Leaf;

  @DataMember(listOf(Leaf))
  more?: (Leaf | null)[];

  @DataMember(dictionaryOf(Leaf))
  named?: Record<string, Leaf | null>;
}

/** Its name's digest has a character that a name must not have. */
@DataContract(FIXTURES, { generic: { name: 'Box', of: [Foreign] } })
export class BoxOfForeign {
  @DataMember(Foreign)
  content?: Foreign;

  @DataMember(listOf(Foreign))
  more?: (Foreign | null)[];

  @DataMember(dictionaryOf(Foreign))
  named?: Record<string, Foreign | null>;
}

@DataContract(FIXTURES, { generic: { name: 'Box', of: [BoxOfForeign] } })
export class BoxOfBoxOfForeign {
  @DataMember(BoxOfForeign)
  content?: BoxOfForeign;

  @DataMember(listOf(BoxOfForeign))
  more?: (BoxOfForeign | null)[];

  @DataMember(dictionaryOf(BoxOfForeign))
  named?: Record<string, BoxOfForeign | null>;
}

@DataContract(FAR, { generic: { name: 'Pair', of: [Leaf, Leaf] } })
export class PairOfLeafLeaf {
  @DataMember(Leaf)
  first?: Leaf;

  @DataMember(Leaf)
  second?: Leaf;
}

@DataContract(FAR, { generic: { name: 'Pair', of: [Leaf, Foreign] } })
export class PairOfLeafForeign {
  @DataMember(Leaf)
  first?: Leaf;

  @DataMember(Foreign)
  second?: Foreign;
}

@DataContract(FAR, { generic: { name: 'Pair', of: [Foreign, BoxOfLeaf] } })
export class PairOfForeignBoxOfLeaf {
  @DataMember(Foreign)
  first?: Foreign;

  @DataMember(BoxOfLeaf)
  second?: BoxOfLeaf;
}

/** Generic types as members and as items, not as the root. */
@DataContract(FIXTURES)
export class Closed {
  @DataMember(BoxOfForeign)
  box?: BoxOfForeign;

  @DataMember(listOf(BoxOfForeign))
  boxes?: (BoxOfForeign | null)[];

  @DataMember(PairOfLeafForeign)
  pair?: PairOfLeafForeign;

  @DataMember(listOf(PairOfLeafForeign))
  pairs?: (PairOfLeafForeign | null)[];

  @DataMember(dictionaryOf(PairOfLeafForeign))
  pairsByName?: Record<string, PairOfLeafForeign | null>;
}

/** Names that stand in another order by code unit than in a dictionary. */
@DataContract(FIXTURES)
export class Grandparent {
  @DataMember()
  account_Id?: string;

  @DataMember()
  accountId2?: string;

  @DataMember()
  accountId?: string;

  @DataMember()
  accountID?: string;

  @DataMember()
  äpfel?: string;

  @DataMember()
  zebra?: string;

  @DataMember('string', { order: 1 })
  before?: string;
}

/** Members whose values are at home in the namespaces above, here and below. */
@DataContract(FAR)
export class Parent extends Grandparent {
  @DataMember()
  middle?: string;

  @DataMember(Leaf)
  fromAbove?: Leaf;

  @DataMember(Foreign)
  fromHere?: Foreign;

  // The namespace of the three is the root's own one in a Child, where this class's namespace hides it.
  @DataMember(Thing)
  fromBelow?: Thing;

  @DataMember(listOf(Thing))
  thingsFromBelow?: (Thing | null)[];

  @DataMember(dictionaryOf(Thing))
  thingsByName?: Record<string, Thing | null>;

  @DataMember(listOf('string'))
  words?: (string | null)[];
}

@DataContract(THIRD)
export class Child extends Parent {
  @DataMember()
  another?: string;

  @DataMember(Leaf)
  leaf?: Leaf;

  @DataMember(Foreign)
  foreign?: Foreign;

  @DataMember(Thing)
  thing?: Thing;

  @DataMember(listOf(Child))
  children?: (Child | null)[];
}
