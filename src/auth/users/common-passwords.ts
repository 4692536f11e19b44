/** Memory for a list that is needed only when a password is set: loaded on first use. */
let list: Promise<ReadonlySet<string>> | undefined;

/**
 * Whether a password is one of the 50,000 that people use most, case-insensitively: they are guessed first (NIST SP
 * 800-63B section 3.1.1.2).
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  list ??= loadList();
  return (await list).has(password.normalize('NFC').toLowerCase());
}

async function loadList(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}
