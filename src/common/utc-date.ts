/** A date of ISO 8601 in the extended format, which can have a time. */
const DATE = /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[Tt](?<time>.+))?$/;

/** A time of day of ISO 8601 or RFC 3339 with an offset. The seconds and the minutes of the offset may be left out. */
const TIME =
  /^(?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d|60)(?:[.,](?<fraction>\d+))?)?(?:[Zz]|(?<sign>[+-])(?<offsetHours>[01]\d|2[0-3])(?::?(?<offsetMinutes>[0-5]\d))?)$/;

/** Whether a text is a date that {@link toUtc} converts. */
export const isDate = (text: string): boolean => parse(text) !== undefined;

/**
 * Converts a date to ISO 8601 in UTC with milliseconds: `2026-11-22T06:07:08.123Z`. A date without a time is midnight in
 * UTC, and what is finer than a millisecond is cut off. A leap second (RFC 3339 section 5.7) becomes the second after it.
 *
 * @throws RangeError if the text is no such date, or is not in the years 1 to 9999 in UTC.
 */
export function toUtc(text: string): string {
  const date = parse(text);
  if (!date) throw new RangeError(`'${text}' is not a date.`);
  return date.toISOString();
}

function parse(text: string): Date | undefined {
  const { year, month, day, time = '00:00Z' } = DATE.exec(text)?.groups ?? {};
  const parts = TIME.exec(time)?.groups;
  if (year === undefined || !parts) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day)); // Date.UTC would take the year 26 for 1926
  if (date.getUTCMonth() !== Number(month) - 1) return undefined; // another month has that day
  const { hour, minute, second = 0, fraction = '', sign, offsetHours = 0, offsetMinutes = 0 } = parts;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1);
  date.setUTCMinutes(Number(hour) * 60 + Number(minute) - offset);
  const isLeapSecond = second === '60';
  if (isLeapSecond) date.setUTCSeconds(60);
  else date.setUTCSeconds(Number(second), Number(fraction.slice(0, 3).padEnd(3, '0')));
  return hasFourDigitYear(date) && (!isLeapSecond || startsMonth(date)) ? date : undefined;
}

/** Other years would break the order of the stored texts, and .NET has none. */
function hasFourDigitYear(date: Date): boolean {
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** Leap seconds stand only at the end of a month in UTC. */
const startsMonth = (date: Date): boolean =>
  date.getUTCDate() === 1 && date.getUTCHours() === 0 && date.getUTCMinutes() === 0;
