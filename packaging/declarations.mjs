// Bundles the declarations of each entry point into one file, and compares them with the API report.
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { ENTRIES, ROOT } from './compile.mjs';

/**
 * @param compiled The folder with the compiled code.
 * @param target The folder for the bundled declarations.
 * @param accept Whether to rewrite a report that differs; otherwise a difference is a problem.
 * @returns A message for each problem.
 */
export function rollUp(compiled, target, { accept }) {
  const problems = [];
  for (const entry of ENTRIES) {
    Extractor.invoke(configOf(entry, compiled, target), {
      localBuild: accept,
      messageCallback: (message) => {
        message.handled = true;
        if (message.logLevel === 'error' || message.logLevel === 'warning') problems.push(message.text);
      },
    });
  }
  return problems;
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
          // Everything that an entry point exports is public, so release tags are not needed.
          'ae-missing-release-tag': { logLevel: 'none' },
        },
      },
    },
  });
