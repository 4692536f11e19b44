import type { OperationContract } from '../content/operations/operation-contract.js';

/** A language in which data types of an operation can be shown. */
export interface DtoLanguage {
  /** The last segment of its address: `python`. */
  readonly path: string;
  readonly label: string;
}

/** The languages of `/types/{language}`, the default first. */
export const DTO_LANGUAGES: readonly [DtoLanguage, ...DtoLanguage[]] = [
  { path: 'python', label: 'Python' },
  { path: 'typescript', label: 'TypeScript' },
  { path: 'csharp', label: 'C#' },
  { path: 'java', label: 'Java' },
  { path: 'kotlin', label: 'Kotlin' },
  { path: 'swift', label: 'Swift' },
  { path: 'dart', label: 'Dart' },
  { path: 'php', label: 'PHP' },
  { path: 'fsharp', label: 'F#' },
  { path: 'vbnet', label: 'VB.NET' },
];

/** The address, relative to the root, of an operation's types in a language. */
export const dtoAddress = ({ name }: OperationContract, language: DtoLanguage): string =>
  `types/${language.path}?IncludeTypes=${name}.*`;

/** @returns The types of an operation in a language; `undefined` if only {@link dtoAddress} has them. */
export const dtoText = (_operation: OperationContract, _language: DtoLanguage): string | undefined => undefined;
