import { DataSource } from 'typeorm';
import type { Answer, TestApp } from './app.js';
import { etagOf } from './responses.js';
import { type Members, type Resource, type StoredRow } from './resources.js';

/** A row as its creator sees it. */
export interface CreatedRow {
  readonly id: string;
  readonly path: string;
  readonly etag: string;
  /** The members that were sent. */
  readonly members: Members;
}

/** When rows that a test stores without the service were created and changed. */
export const OLD_DATE = '2020-01-01T00:00:00.000Z';

/** Calls the operations of one resource, and reads and writes its table. */
export class ResourceClient {
  /** @param getApp The service, once it runs. */
  constructor(
    readonly resource: Resource,
    private readonly getApp: () => TestApp,
  ) {}

  get app(): TestApp {
    return this.getApp();
  }

  /** A value for every member that a client writes. */
  async newMembers(): Promise<Members> {
    const entries = this.resource.members.map(async ({ name, another }) => [name, await another(this.app)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  /** A value for the text member that no row has. */
  async newText(): Promise<string> {
    const { members, text } = this.resource;
    const member = members.find(({ name }) => name === text);
    if (!member) throw new Error(`${text} is not a member of ${this.resource.noun}.`);
    return String(await member.another(this.app));
  }

  /** The ids of other rows in the members of a request. */
  referencedIn(members: Members): string[] {
    const { reference } = this.resource;
    return reference === undefined ? [] : [String(members[reference])];
  }

  /** A new row with every member. */
  async create(): Promise<CreatedRow> {
    return this.createFrom(await this.newMembers());
  }

  async createFrom(members: Members): Promise<CreatedRow> {
    const response = await this.post(members);
    if (response.status !== 200) throw new Error(`${response.status} ${response.text}`);
    const id = String(response.json.id);
    return { id, path: `${this.resource.path}/${id}`, etag: etagOf(response), members };
  }

  /** Sends a create request. */
  post(members: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.app.postJson(this.resource.path, members, headers);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.app.call('GET', path, { headers });
  }

  delete(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.app.call('DELETE', path, { headers });
  }

  /** @param body Members for JSON, or a text that is sent as it is. */
  patch(path: string, body: Members | string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.app.call('PATCH', path, {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  /** Sends a patch that changes the text member, or a delete. */
  async change(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
    if (method === 'DELETE') return this.delete(path, headers);
    return this.patch(path, { [this.resource.text]: await this.newText() }, headers);
  }

  stored(id: string): Promise<StoredRow | null> {
    return this.manager.findOneBy(this.resource.entity, { id });
  }

  count(where: Members = {}): Promise<number> {
    return this.manager.countBy(this.resource.entity, where);
  }

  /** Makes a row look as if it was last changed long ago, by somebody else. */
  async makeOld(id: string): Promise<void> {
    await this.manager.update(this.resource.entity, id, { dateLastModified: OLD_DATE, lastModifiedBy: 'x' });
  }

  /** Stores rows without the service, with these ids. Each was created a second after the one before it. */
  async insert(rows: readonly { readonly id: string; readonly members: Members }[]): Promise<void> {
    const entities = rows.map(({ id, members }, index) => {
      const date = new Date(Date.parse(OLD_DATE) + index * 1000).toISOString();
      return {
        ...{ id, dateCreated: date, dateLastModified: date, createdBy: 'import', lastModifiedBy: 'import' },
        ...{ version: 1, ...this.resource.columns(members) },
      };
    });
    const CHUNK_SIZE = 500;
    for (let first = 0; first < entities.length; first += CHUNK_SIZE) {
      await this.manager.insert(this.resource.entity, entities.slice(first, first + CHUNK_SIZE));
    }
  }

  private get manager() {
    return this.app.nest.get(DataSource).manager;
  }
}
