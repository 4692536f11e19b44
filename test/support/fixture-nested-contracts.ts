import { DataContract, dictionaryOf, listOf } from '../../src/common/contract/data-contract.js';
import { DataMember } from '../../src/common/contract/data-member.js';
import { FIXTURES, Foreign, Leaf, Thing } from './fixture-contracts.js';

// Contracts whose values nest: lists, dictionaries, and contracts that contain themselves.

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
