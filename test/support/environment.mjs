// Jest's Node environment, with two changes: it serves specs that run outside of its context (see jest/runner.mjs), and a
// `beforeAll` that fails is reported once, not by every test behind it.
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';

/** What functions of `jest` write to the global of the context, and jest-circus reads from its own. */
const SETTINGS = ['RETRY_TIMES', 'LOG_ERRORS_BEFORE_RETRY'].map(Symbol.for);

const testsIn = (block) =>
  block.children.flatMap((child) => (child.type === 'describeBlock' ? testsIn(child) : [child]));

/** Forgets the functions of a spec that has run. Node keeps what was current at an import(), and thereby its services. */
function release(block) {
  for (const hook of block.hooks) hook.fn = undefined;
  for (const child of block.children) {
    if (child.type === 'describeBlock') release(child);
    else child.fn = undefined;
  }
}

export default class TestEnvironment extends NodeEnvironment {
  constructor(...args) {
    super(...args);
    // Creates functions and promises of the realm in which specs run.
    this.moduleMocker = new this.moduleMocker.constructor(globalThis);
  }

  handleTestEvent({ name, hook, describeBlock }, state) {
    if (name === 'teardown') release(state.rootDescribeBlock);
    if (name === 'run_start') {
      state.testTimeout = this.global[Symbol.for('TEST_TIMEOUT_SYMBOL')] ?? state.testTimeout;
      for (const setting of SETTINGS) globalThis[setting] = this.global[setting];
    }
    if (name !== 'hook_failure' || hook.type !== 'beforeAll') return;
    // Jest has just added the error to every test of the block. The first one reports it, the others are skipped.
    for (const test of testsIn(describeBlock).slice(1)) {
      test.errors = [];
      test.mode = 'skip';
    }
  }
}
