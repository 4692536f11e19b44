// What specs import from '@jest/globals': see module-hooks.mjs.
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = globalThis.jestGlobals;
