import { DataContract, dictionaryOf, listOf } from '../../src/common/contract/data-contract.js';
import { DataMember } from '../../src/common/contract/data-member.js';
import { FAR, FIXTURES, Foreign, Leaf, THIRD, Thing } from './fixture-contracts.js';

// Contracts made of other contracts: generic types with their arguments, and classes with their base classes.

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
