// A minimal, fast alternative: Fastify, a compiled serializer, and one prepared insert per request.
// Configured by PORT and DATABASE_URL.
import { randomUUID } from 'node:crypto';
import { sqliteDriver } from '../../dist/src/database/engine/sqlite-driver.js';
import Fastify from 'fastify';

const db = new (sqliteDriver())(process.env.DATABASE_URL.slice('sqlite:'.length));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL'); // like the service: every commit is written to disk
// WITHOUT ROWID stores one B-tree instead of a table and an index, so a commit writes fewer pages.
db.exec(`CREATE TABLE ai_sessions (id TEXT PRIMARY KEY, dateCreated TEXT NOT NULL, dateLastModified TEXT NOT NULL,
  createdBy TEXT NOT NULL, lastModifiedBy TEXT NOT NULL, accountId TEXT, purpose TEXT) WITHOUT ROWID`);
const insert = db.prepare('INSERT INTO ai_sessions VALUES (?, ?, ?, ?, ?, ?, ?)');

const text = { type: 'string' };
const optional = { type: 'string', nullable: true };
const session = {
  type: 'object',
  properties: {
    accountId: optional,
    purpose: optional,
    id: text,
    dateCreated: text,
    dateLastModified: text,
    createdBy: text,
    lastModifiedBy: text,
  },
};

const app = Fastify();
app.post('/ai/sessions', { schema: { response: { 200: session } } }, (request, reply) => {
  const { accountId = null, purpose = null } = request.body;
  const id = randomUUID();
  const now = new Date().toISOString();
  const user = 'admin';
  insert.run(id, now, now, user, user, accountId, purpose);
  reply.send({
    accountId,
    purpose,
    id,
    dateCreated: now,
    dateLastModified: now,
    createdBy: user,
    lastModifiedBy: user,
  });
});
const url = await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
console.log(`listening on ${url}`);
