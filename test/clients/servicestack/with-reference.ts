import { JsonServiceClient } from '@servicestack/client';
import { Authenticate, ListAISessions, NewAISession, PatchAISession } from './dtos.js';

const [, , url = '', password = ''] = process.argv;
const client = new JsonServiceClient(url);
client.setCredentials('admin', password);

const created = await client.post(new NewAISession({ purpose: 'created' }));
const patched = await client.patch(new PatchAISession({ sessionId: created.id, purpose: 'patched' }));
const list = await client.get(new ListAISessions({ specificIds: [created.id] }));
const purposes: (string | undefined)[] = list.items.map((session) => session.purpose);
const signedIn = await client.post(new Authenticate({ provider: 'credentials', userName: 'admin', password }));
console.log(JSON.stringify([created.purpose, patched.purpose, purposes, list.totalCount, signedIn.userName]));
