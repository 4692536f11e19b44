// Jest's test runner, jest-circus, with one change: a spec and what it imports are loaded by Node itself and not by Jest. Jest
// would compile and evaluate every module of every package anew for each spec. Loaded by Node, the packages and src are
// evaluated once for all specs that run in one process, and only test/ anew for each spec.
import asyncHooks from 'node:async_hooks';
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import circus from 'jest-circus/runner';
import { sourceMapOf } from './source-maps.mjs';

register('./module-hooks.mjs', import.meta.url);
const require = createRequire(import.meta.url);
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');
let runs = 0;

/** The signature that the option `testRunner` of Jest requires. */
export default function run(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  const isWatching = globalConfig.watch || globalConfig.watchAll;
  const query = `?${isWatching ? 'watch' : 'run'}=${++runs}`;
  Object.assign(globalThis, config.globals);
  runtime.getSourceMaps().get = sourceMapOf;
  const storages = [];
  const native = Object.assign(Object.create(runtime), {
    // The state of jest-circus is that of one spec.
    requireInternalModule(path) {
      delete require.cache[path];
      globalThis[EVENT_HANDLERS] = undefined;
      return withStorages(storages, () => require(path));
    },
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule(path) {
      globalThis.jestGlobals = runtime.requireModuleOrMock(testPath, '@jest/globals');
      return import(pathToFileURL(path).href + query);
    },
  });
  const result = circus.default(globalConfig, config, environment, native, testPath, sendMessageToJest);
  return result.finally(() => storages.forEach((storage) => storage.disable()));
}

/**
 * Collects each AsyncLocalStorage that `load` makes. jest-circus makes one for each spec. Before Node 24, each one that is not
 * disabled makes every later promise slower.
 */
function withStorages(storages, load) {
  const descriptor = Object.getOwnPropertyDescriptor(asyncHooks, 'AsyncLocalStorage'); // of a getter, since Node 22
  const { AsyncLocalStorage } = asyncHooks;
  const value = class extends AsyncLocalStorage {
    constructor(...args) {
      super(...args);
      storages.push(this);
    }
  };
  Object.defineProperty(asyncHooks, 'AsyncLocalStorage', { value, configurable: true });
  try {
    return load();
  } finally {
    Object.defineProperty(asyncHooks, 'AsyncLocalStorage', descriptor);
  }
}
