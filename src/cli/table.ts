/** Formats rows as aligned columns under a header. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows].map((row) => row.map(sanitize));
  const widths = header.map((_, column) => Math.max(...lines.map((row) => [...(row[column] ?? '')].length)));
  const padded = lines.map((row) =>
    row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)),
  );
  return padded.map((row) => `${row.join('  ').trimEnd()}\n`).join('');
}

/** Rows may contain text from untrusted callers: the terminal must not interpret it. */
// eslint-disable-next-line no-control-regex
const sanitize = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd');
