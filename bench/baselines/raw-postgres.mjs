// A minimal, fast alternative: Fastify, a compiled serializer, and one prepared statement per request on a connection pool.
// Configured by PORT and DATABASE_URL.
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

// On two cores, 10 connections were as fast as any number from 4 to 64. With one, requests wait for each other.
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query(`CREATE TABLE ai_sessions (id text PRIMARY KEY, "dateCreated" text NOT NULL,
  "dateLastModified" text NOT NULL, "createdBy" text NOT NULL, "lastModifiedBy" text NOT NULL, "accountId" text,
  purpose text)`);
const insert = { name: 'insert', text: 'INSERT INTO ai_sessions VALUES ($1, $2, $3, $4, $5, $6, $7)' };

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
app.post('/ai/sessions', { schema: { response: { 200: session } } }, async (request) => {
  const { accountId = null, purpose = null } = request.body;
  const id = randomUUID();
  const now = new Date().toISOString();
  const user = 'admin';
  await pool.query({ ...insert, values: [id, now, now, user, user, accountId, purpose] });
  return { accountId, purpose, id, dateCreated: now, dateLastModified: now, createdBy: user, lastModifiedBy: user };
});

const select = { name: 'select', text: 'SELECT * FROM ai_sessions WHERE id = $1' };
app.get('/ai/sessions/:id', { schema: { response: { 200: session } } }, async (request, reply) => {
  const { rows } = await pool.query({ ...select, values: [request.params.id] });
  return rows[0] ?? reply.code(404).send({ message: 'Not found' });
});

const url = await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
console.log(`listening on ${url}`);
