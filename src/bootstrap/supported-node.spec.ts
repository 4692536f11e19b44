import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isSupported } from './supported-node.js';

const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
const script = (await import(new URL('../../scripts/supported-node.mjs', import.meta.url).href)) as {
  isSupported: typeof isSupported;
};

describe.each([
  ['the service', isSupported],
  ['the scripts that run before a build', script.isSupported],
])('engines, as %s read it', (_, isAllowed) => {
  it.each(['20.19.0', '20.20.2', '22.14.0', '22.22.1', '24.0.0', '24.21.0', '25.1.0'])(
    'allows Node.js %s',
    (version) => {
      expect(isAllowed(version, engines.node)).toBe(true);
    },
  );

  it.each(['18.20.8', '20.18.3', '21.7.3', '22.13.1', '23.11.0'])('refuses Node.js %s', (version) => {
    expect(isAllowed(version, engines.node)).toBe(false);
  });
});
