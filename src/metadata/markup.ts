/** HTML or XML, in which every text is escaped already. Only {@link markup} makes it. */
export class Markup {
  /** @param text The source text. */
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What {@link markup} inserts: text is escaped, markup is not, lists are joined, and `undefined` and `false` are nothing. */
export type Insertable = string | number | false | undefined | Markup | readonly Insertable[];

/**
 * Tag of a template of HTML or XML, the only way in which this folder builds either. Every inserted text is escaped, so
 * that it is safe as the content of an element and as the value of an attribute in double quotes.
 */
export const markup = (template: TemplateStringsArray, ...values: readonly Insertable[]): Markup =>
  new Markup(String.raw({ raw: template }, ...values.map(insert)));

function insert(value: Insertable): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.toString();
  return typeof value === 'object' ? value.map(insert).join('') : escape(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
