// The declarations of each entry in one file of their own, and the report of what they say to callers.
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { ENTRIES, ROOT } from './compile.mjs';

/**
 * @param compiled Where the compiled code is.
 * @param target Where the declarations go.
 * @param accept Whether a report that differs is rewritten; else it is a fault.
 * @returns The faults, for people.
 */
export function rollUp(compiled, target, { accept }) {
  const faults = [];
  for (const entry of ENTRIES) {
    Extractor.invoke(configOf(entry, compiled, target), {
      localBuild: accept,
      messageCallback: (message) => {
        message.handled = true;
        if (message.logLevel === 'error' || message.logLevel === 'warning') faults.push(message.text);
      },
    });
  }
  return faults;
}

const configOf = (entry, compiled, target) =>
  ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(import.meta.dirname, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: join(compiled, `client/${entry}.d.ts`),
      compiler: { tsconfigFilePath: join(import.meta.dirname, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: import.meta.dirname,
        reportTempFolder: join(compiled, 'reports'),
      },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: join(target, `${entry}.d.ts`) },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'warning' } },
        tsdocMessageReporting: { default: { logLevel: 'warning' } },
        extractorMessageReporting: {
          default: { logLevel: 'warning' },
          // What is named in an entry is public, and nothing there needs to say so.
          'ae-missing-release-tag': { logLevel: 'none' },
        },
      },
    },
  });
