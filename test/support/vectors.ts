import { readFileSync } from 'node:fs';

/** A file of `test/vectors/`: exact XML, as .NET's DataContractSerializer writes it. */
export const vector = (name: string): string => readFileSync(`test/vectors/${name}.xml`, 'utf8').trimEnd();

/** Removes nil members that the vectors of sessions do not have, because they were added to sessions later. */
export const withoutAddedMembers = (xml: string): string =>
  xml.replace(/<(?!(AccountId|AccountName|Purpose) )\w+ i:nil="true" \/>/g, '');
