// Jest's Node environment, with one change: a `beforeAll` that fails is reported once, not by every test behind it.
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';

const testsIn = (block) =>
  block.children.flatMap((child) => (child.type === 'describeBlock' ? testsIn(child) : [child]));

export default class TestEnvironment extends NodeEnvironment {
  handleTestEvent({ name, hook, describeBlock }) {
    if (name !== 'hook_failure' || hook.type !== 'beforeAll') return;
    // Jest has just added the error to every test of the block. The first one reports it, the others are skipped.
    for (const test of testsIn(describeBlock).slice(1)) {
      test.errors = [];
      test.mode = 'skip';
    }
  }
}
