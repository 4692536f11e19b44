import { csharp } from './csharp.js';
import type { Language } from './language.js';
import { python } from './python.js';
import { typescript, typescriptDefinition } from './typescript.js';

/** Every language in which references are written. */
export const languages: readonly Language[] = [csharp, typescript, typescriptDefinition, python];
