// `node --import ./scripts/typescript.mjs FILE.ts`: runs TypeScript from its sources, for programs that are not built.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
