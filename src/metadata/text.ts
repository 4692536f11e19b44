import { type Markup, markup } from './markup.js';

/** A one-line text of the contracts: Markdown, of which they use only code. */
export const inlineText = (text: string): Markup =>
  markup`${text.split(/`([^`]*)`/).map((part, index) => (index % 2 ? markup`<code>${part}</code>` : part))}`;

/** A text of several paragraphs. */
export const paragraphs = (text: string): Markup =>
  markup`${text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => markup`<p>${inlineText(paragraph)}</p>\n`)}`;

/** A link to an id of the same page or to another page. */
export const link = (address: string, content: string | Markup): Markup => markup`<a href="${address}">${content}</a>`;

/** A block of source text, which scrolls with the keyboard too if it is wide. */
export const sourceText = (label: string, text: string): Markup =>
  markup`<pre role="region" aria-label="${label}" tabindex="0"><code>${text}</code></pre>\n`;

/**
 * Links among which one is current: tabs that need no script.
 *
 * @param label What the links choose.
 */
export const tabs = (
  label: string,
  links: readonly { readonly address: string; readonly text: string; readonly isCurrent: boolean }[],
): Markup => markup`<nav class="tabs" aria-label="${label}">${links.map(
  ({ address, text, isCurrent }) =>
    markup`<a href="${address}"${isCurrent && markup` aria-current="true"`}>${text}</a>`,
)}</nav>
`;
