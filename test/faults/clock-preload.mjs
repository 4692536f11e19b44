// Preloaded into the service by a chaos run: its system clock differs from the machine's by the number of ms that the file
// CLOCK_OFFSET_FILE has. The file is read at the start and at SIGUSR2. The monotonic clock is left alone.
import { readFileSync } from 'node:fs';

const RealDate = Date;
let offsetMs = 0;
const readOffset = () => (offsetMs = Number(readFileSync(process.env.CLOCK_OFFSET_FILE, 'utf8')));
readOffset();
process.on('SIGUSR2', readOffset);

const now = () => RealDate.now() + offsetMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
