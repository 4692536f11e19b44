import { client } from './client.js';
import { csharp } from './csharp.js';
import { curl } from './curl.js';
import { python } from './python.js';
import { typescript } from './typescript.js';

/** The languages of the snippets, in display order, each with the language of its colours. */
export const languages = [
  { name: 'curl', write: curl, colours: 'bash' },
  { name: 'TypeScript', write: typescript, colours: 'javascript' },
  { name: 'voice-api-client', write: client, colours: 'javascript' },
  { name: 'Python', write: python, colours: 'bash' },
  { name: 'C#', write: csharp, colours: 'javascript' },
];
