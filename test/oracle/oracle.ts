import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  type Contract,
  contractOf,
  type ContractClass,
  type MemberType,
} from '../../src/common/contract/data-contract.js';
import { temporaryFolder } from '../support/service-process.js';

/** The command that installs what the oracle needs. */
export const MONO = 'apt-get install mono-mcs mono-runtime libmono-system-runtime-serialization4.0-cil';

/** Whether this machine can compile and run the oracle. */
export const hasMono = (): boolean => ['mcs', 'mono'].every((tool) => spawnSync(tool, ['--version']).status === 0);

interface PendingReply {
  resolve: (content: Buffer) => void;
  reject: (error: Error) => void;
}

/** .NET's own serializers: one `Oracle.cs` process that serves all requests. */
export class Oracle {
  private readonly pending: PendingReply[] = [];
  private readonly exited: Promise<void>;
  private hasExited = false;
  private errors = '';

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly folder: string,
  ) {
    createInterface({ input: child.stdout }).on('line', (line) => this.handleReply(line));
    child.stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    // The close event rejects pending requests with stderr, which says more than EPIPE.
    child.stdin.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      child.on('close', () => {
        this.hasExited = true;
        for (const { reject } of this.pending.splice(0)) reject(this.exitError());
        resolve();
      });
    });
  }

  /** Compiles and starts the process. */
  static start(): Oracle {
    const folder = temporaryFolder();
    const program = join(folder, 'Oracle.exe');
    const references = ['System.Runtime.Serialization', 'System.Xml'].map((name) => `-r:${name}.dll`);
    const compiled = spawnSync('mcs', [...references, `-out:${program}`, 'test/oracle/Oracle.cs'], {
      encoding: 'utf8',
    });
    if (compiled.status !== 0) throw new Error(`Oracle.cs does not compile: ${compiled.stdout}${compiled.stderr}`);
    return new Oracle(spawn('mono', [program]), folder);
  }

  /** Writes a value as XML by DataContractSerializer. */
  async write(value: object, type: ContractClass): Promise<string> {
    const reply = await this.request('write', contractOf(type), JSON.stringify(toOracle(value, type)));
    return reply.toString('utf8');
  }

  /** Reads a value from XML by DataContractSerializer. */
  async read(xml: string, type: ContractClass): Promise<object> {
    const reply = await this.request('read', contractOf(type), xml);
    return fromOracle(JSON.parse(reply.toString('utf8')), type) as object;
  }

  /**
   * Compares schemas with those that XsdDataContractExporter writes for a type.
   *
   * @returns What each of both declares: types, base types, elements in order with type, occurrence and nillable.
   */
  async compareSchemas(schemas: readonly string[], type: ContractClass): Promise<{ ours: string; theirs: string }> {
    const reply = await this.request('schema', contractOf(type), schemas.join('\0'));
    const [ours = '', theirs = ''] = reply.toString('utf8').split('\0');
    return { ours, theirs };
  }

  async stop(): Promise<void> {
    this.child.stdin.end();
    await this.exited;
    rmSync(this.folder, { recursive: true });
  }

  private request(verb: 'write' | 'read' | 'schema', { name, namespace }: Contract, text: string): Promise<Buffer> {
    if (this.hasExited) return Promise.reject(this.exitError());
    return new Promise((resolve, reject) => {
      this.pending.push({ resolve, reject });
      this.child.stdin.write(`${verb}\t{${namespace}}${name}\t${Buffer.from(text).toString('base64')}\n`);
    });
  }

  private exitError(): Error {
    return new Error(`The oracle has exited. ${this.errors}`);
  }

  private handleReply(line: string): void {
    const [status, encoded = ''] = line.split('\t');
    const content = Buffer.from(encoded, 'base64');
    const next = this.pending.shift();
    if (status === 'ok') next?.resolve(content);
    else next?.reject(new Error(`.NET says: ${content.toString('utf8') || line}`));
  }
}

/** Converts a value to the JSON of .NET's DataContractJsonSerializer. */
function toOracle(value: unknown, type: MemberType): unknown {
  if (value === null || value === undefined) return null;
  if (typeof type === 'string') return value;
  if (typeof type === 'function') {
    const source = value as Record<string, unknown>;
    return Object.fromEntries(
      contractOf(type).members.map((member) => [member.wireName, toOracle(source[member.name], member.type)]),
    );
  }
  if ('listOf' in type) return (value as unknown[]).map((item) => toOracle(item, type.listOf));
  return Object.entries(value).map(([key, item]) => ({ Key: key, Value: toOracle(item, type.dictionaryOf) }));
}

function fromOracle(json: unknown, type: MemberType): unknown {
  // .NET leaves a null member out of JSON where `EmitDefaultValue` is false.
  if (json === null || json === undefined) return null;
  if (typeof type === 'string') return json;
  if (typeof type === 'function') {
    const source = json as Record<string, unknown>;
    return Object.fromEntries(
      contractOf(type).members.map((member) => [member.name, fromOracle(source[member.wireName], member.type)]),
    );
  }
  if ('listOf' in type) return (json as unknown[]).map((item) => fromOracle(item, type.listOf));
  const entries = json as { Key: string; Value: unknown }[];
  return Object.fromEntries(entries.map(({ Key, Value }) => [Key, fromOracle(Value, type.dictionaryOf)]));
}
