// Jest's Node environment, with one change: a `beforeAll` that fails is reported once, not by every test behind it.
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';

const testsIn = (block) =>
  block.children.flatMap((child) => (child.type === 'describeBlock' ? testsIn(child) : [child]));

export default class TestEnvironment extends NodeEnvironment {
  constructor(...args) {
    super(...args);
    this.moduleMocker = new this.moduleMocker.constructor(globalThis);
  }

  handleTestEvent({ name, hook, describeBlock }, state) {
    if (name === 'run_start') state.testTimeout = this.global[Symbol.for('TEST_TIMEOUT_SYMBOL')] ?? state.testTimeout;
    if (name !== 'hook_failure' || hook.type !== 'beforeAll') return;
    // Jest has just added the error to every test of the block. The first one reports it, the others are skipped.
    for (const test of testsIn(describeBlock).slice(1)) {
      test.errors = [];
      test.mode = 'skip';
    }
  }
}
