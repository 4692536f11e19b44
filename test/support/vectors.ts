import { readFileSync } from 'node:fs';

/** A file of `test/vectors/`: exact XML, as .NET's DataContractSerializer writes it. */
export const vector = (name: string): string => readFileSync(`test/vectors/${name}.xml`, 'utf8').trimEnd();
