import { basic, PASSWORD } from './app.js';

/** The id of the account that a first start makes, asked of a service whose administrator has the tests' password. */
export async function demoAccountId(url: string): Promise<string> {
  const headers = { authorization: basic('admin', PASSWORD) };
  const { items } = (await (await fetch(`${url}/accounts`, { headers })).json()) as { items: { id: string }[] };
  const [account] = items;
  if (!account) throw new Error('There is no account.');
  return account.id;
}
