import { csharp } from './csharp.js';
import { dart } from './dart.js';
import { fsharp } from './fsharp.js';
import { java } from './java.js';
import { kotlin } from './kotlin.js';
import type { Language } from './language.js';
import { mjs } from './mjs.js';
import { php } from './php.js';
import { python } from './python.js';
import { swift } from './swift.js';
import { typescript, typescriptDefinition } from './typescript.js';
import { vbnet } from './vbnet.js';

/** Every language in which references are written, in the order of ServiceStack's list. */
export const languages: readonly Language[] = [
  ...[csharp, fsharp, vbnet, typescript, typescriptDefinition, mjs, php, dart, java, kotlin, swift, python],
];
