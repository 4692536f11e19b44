import type { OperationContract } from '../content/operations/operation-contract.js';
import { type Language } from '../types/languages/language.js';
import { languages } from '../types/languages/languages.js';

/** What people call the languages whose labels are made for programs. */
const TITLES: Readonly<Record<string, string>> = {
  csharp: 'C#',
  fsharp: 'F#',
  vbnet: 'VB.NET',
  mjs: 'JavaScript',
  php: 'PHP',
  'typescript.d': 'TypeScript declarations',
};

/** The languages of `/types/{language}`, the default first. */
export const DTO_LANGUAGES: readonly Language[] = languages
  .map((language) => ({ ...language, label: TITLES[language.path] ?? language.label }))
  .toSorted((one, other) => Number(other.path === 'python') - Number(one.path === 'python'));

/** The option that selects an operation and the types that it needs. */
export const selectionOf = ({ name }: OperationContract): string => `${name}.*`;

/** The address, relative to the root, of an operation's types in a language. */
export const dtoAddress = (operation: OperationContract, language: Pick<Language, 'path'>): string =>
  `types/${language.path}?IncludeTypes=${selectionOf(operation)}`;
