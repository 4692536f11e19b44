import { EnvError, makeValidator } from 'envalid';

// Each message completes a sentence that begins with the name of the setting.

/** So many calls at once, and so many more in each window. */
export interface RateLimitSetting {
  readonly size: number;
  readonly windowMs: number;
}

const WINDOWS_MS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000 };

export const rateLimit = makeValidator<RateLimitSetting>((input) => {
  const [, size, unit = ''] = /^([1-9]\d{0,6})\/(s|min)$/.exec(input) ?? [];
  const windowMs = WINDOWS_MS[unit];
  if (size !== undefined && windowMs !== undefined) return { size: Number(size), windowMs };
  throw new EnvError('must be a number of calls a second or a minute: 100/s or 600/min');
});

/** Whether a text is the URL of a Redis server. */
export const isRedisUrl = (text: string): boolean => /^rediss?:\/\/./.test(text) && URL.canParse(text);

export const redisUrl = makeValidator((input) => {
  if (isRedisUrl(input)) return input;
  throw new EnvError('must be redis:// or rediss:// with [[USER]:PASSWORD@]HOST[:PORT]');
});

/** Origins separated by commas or spaces, as browsers send them. */
export const origins = makeValidator<string[]>((input) =>
  input
    .split(/[\s,]+/)
    .filter((text) => text !== '')
    .map((text) => {
      if (/^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text) return text;
      throw new EnvError('must be origins separated by commas, each like https://app.example.com without a path');
    }),
);
