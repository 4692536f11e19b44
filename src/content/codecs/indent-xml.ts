/**
 * Puts each element of a document on a line of its own, indented by its depth, except for the text in it. For documents as
 * the XML codec writes them: an element has text or elements, and `>` stands only at the end of a tag.
 */
export function indentXml(xml: string): string {
  let depth = 0;
  let result = '';
  const newLine = (): string => (result === '' ? '' : `\n${'  '.repeat(depth)}`);
  let previous = '';
  for (const [token] of xml.matchAll(/<[^>]*>|[^<]+/g)) {
    if (token.startsWith('</')) {
      depth = Math.max(depth - 1, 0);
      result += (previous === 'close' ? newLine() : '') + token;
      previous = 'close';
    } else if (token.startsWith('<')) {
      result += newLine() + token;
      const isEmpty = token.endsWith('/>') || token.startsWith('<?');
      if (!isEmpty) depth++;
      previous = isEmpty ? 'close' : 'open';
    } else {
      result += token;
    }
  }
  return result;
}
