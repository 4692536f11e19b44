/** Rows for people, in columns, under their names. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((row) => row.map(plain));
  const widths = head.map((_, column) => Math.max(...lines.map((row) => [...(row[column] ?? '')].length)));
  const padded = lines.map((row) =>
    row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)),
  );
  return padded.map((row) => `${row.join('  ').trimEnd()}\n`).join('');
}

/** Nothing that a terminal would act on: rows may have come from elsewhere. */
// eslint-disable-next-line no-control-regex
const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd');
