/** Markdown with each paragraph on one line: the Swagger UI takes a line's end for the wish to begin a new one. */
export const joinParagraphLines = (markdown: string): string =>
  markdown.trim().replace(/([^\n|])\n(?![\n|#-])/g, '$1 ');
