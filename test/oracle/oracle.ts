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

/** What has to be installed for the oracle, and how. */
export const MONO = 'apt-get install mono-mcs mono-runtime libmono-system-runtime-serialization4.0-cil';

/** Whether the oracle can be compiled and run here. */
export const hasMono = (): boolean => ['mcs', 'mono'].every((tool) => spawnSync(tool, ['--version']).status === 0);

interface Waiting {
  resolve: (answer: Buffer) => void;
  reject: (error: Error) => void;
}

/** .NET's own serializers: `Oracle.cs`, in one process for all questions. */
export class Oracle {
  private readonly waiting: Waiting[] = [];
  private readonly ended: Promise<void>;
  private hasEnded = false;
  private errors = '';

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly folder: string,
  ) {
    createInterface({ input: child.stdout }).on('line', (line) => this.answer(line));
    child.stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    // A question to a process that is gone fails by its end, which says more than the broken pipe.
    child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      child.on('close', () => {
        this.hasEnded = true;
        for (const { reject } of this.waiting.splice(0)) reject(this.gone());
        resolve();
      });
    });
  }

  /** Compiles it and starts it. */
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

  /** The XML that DataContractSerializer writes for a value. */
  async write(value: object, type: ContractClass): Promise<string> {
    const answer = await this.ask('write', contractOf(type), JSON.stringify(toOracle(value, type)));
    return answer.toString('utf8');
  }

  /** The value that DataContractSerializer reads from XML. */
  async read(xml: string, type: ContractClass): Promise<object> {
    const answer = await this.ask('read', contractOf(type), xml);
    return fromOracle(JSON.parse(answer.toString('utf8')), type) as object;
  }

  async stop(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
    rmSync(this.folder, { recursive: true });
  }

  private ask(verb: 'write' | 'read', { name, namespace }: Contract, text: string): Promise<Buffer> {
    if (this.hasEnded) return Promise.reject(this.gone());
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${verb}\t{${namespace}}${name}\t${Buffer.from(text).toString('base64')}\n`);
    });
  }

  private gone(): Error {
    return new Error(`The oracle has ended. ${this.errors}`);
  }

  private answer(line: string): void {
    const [word, encoded = ''] = line.split('\t');
    const content = Buffer.from(encoded, 'base64');
    const next = this.waiting.shift();
    if (word === 'ok') next?.resolve(content);
    else next?.reject(new Error(`.NET says: ${content.toString('utf8') || line}`));
  }
}

/** A value in the JSON of .NET's DataContractJsonSerializer. */
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
  if (json === null || typeof type === 'string') return json;
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
