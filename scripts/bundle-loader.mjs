// dist/bundle.js: runs dist/bundle.cjs. With the compiled code in dist/bundle.cache, V8 neither parses the bundle nor compiles
// what a start calls, which is a quarter of its processor time. bundle.mjs writes all three.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

const url = new URL('bundle.cjs', import.meta.url);
const cache = new URL('bundle.cache', import.meta.url);
/** The name in stack traces. Not the path: V8 keeps the name in the compiled code, and a build may be copied to another folder. */
const NAME = 'file:///voice-api/dist/bundle.cjs';

// V8 collects old objects before they take 30 % more memory than the live ones. Its own choice, which grows with the free
// memory, let the service grow by 50 MB under load. Set here, because V8 rejects compiled code of a process with other options.
setFlagsFromString('--heap-growing-percent=30');

const bytes = readFileSync(url);

/** @returns {Buffer} A checksum of the bundle and its compiled code. V8 checks only the length of the source. */
function checksumOf(code) {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(code, crc32(bytes)));
  return checksum;
}

/** @returns {Buffer | undefined} The compiled code, if it can be read, is whole and is of this bundle. */
function readCache() {
  try {
    const stored = readFileSync(cache);
    const code = stored.subarray(4);
    return stored.subarray(0, 4).equals(checksumOf(code)) ? code : undefined;
  } catch {
    return undefined; // V8 compiles the bundle
  }
}

const script = new Script(bytes.toString('latin1'), { filename: NAME, cachedData: readCache() });
// The source map. Node.js reads this comment in evaluated text, whose sourceURL may name another file, but not in a script.
if (process.sourceMapsEnabled) (0, eval)(`//# sourceURL=${NAME}\n//# sourceMappingURL=${url.pathname}.map`);
const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(url), module, dirname(fileURLToPath(url)), url.href);

/** The functions that run a program, by its name. */
export const { programs } = module.exports;

/** Whether the compiled code is used. V8 rejects that of another version of Node.js or of other options of V8. */
export const usesCache = script.cachedDataRejected === false;

/** Stores the compiled code of all functions that this process has called. */
export function writeCache() {
  const code = script.createCachedData();
  writeFileSync(cache, Buffer.concat([checksumOf(code), code]));
}
