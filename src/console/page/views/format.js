import { h } from '../dom.js';

const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const numberFormat = new Intl.NumberFormat();

/** A date in the user's zone; in UTC when pointed at. */
export const timeOf = (iso) => h('time', { datetime: iso, title: iso }, dateFormat.format(new Date(iso)));

/** Whether a text is a day as an input has it: `2026-11-22`. */
export function isDay(text) {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return year !== undefined && new Date(year, month - 1, day).getDate() === Number(day);
}

/**
 * The first moment of a day in the user's zone, for the API. What is no day stays as it is, for the API to say so.
 *
 * @param daysLater 1 for the day after.
 */
export function startOfDay(text, daysLater = 0) {
  if (!isDay(text)) return text;
  const [year, month, day] = text.split('-');
  const date = new Date(year, month - 1, Number(day) + daysLater);
  return date.toISOString();
}

/** The day so many days from now in the user's zone, as an input has it. */
export function dayIn(days) {
  const date = new Date();
  date.setDate(date.getDate() + days);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

export const number = (value) => numberFormat.format(value);

/** `1 session`, `2 sessions`. */
export const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? '' : 's'}`;

/** Who did it, on a line of its own on wide screens. */
export const byline = (userName) => h('span', { class: 'quiet by' }, ` by ${userName}`);

/** Text that is missing. */
export const none = (text) => h('span', { class: 'quiet' }, text);

/** JSON with a member a line; the text itself if it is no JSON. */
export function pretty(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

/** A list of names with values. */
export const facts = (entries) =>
  h(
    'dl',
    { class: 'facts' },
    Object.entries(entries).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
