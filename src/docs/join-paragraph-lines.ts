/** Joins the lines of each Markdown paragraph, because Swagger UI renders every line break as one. */
export const joinParagraphLines = (markdown: string): string =>
  markdown.trim().replace(/([^\n|])\n(?![\n|#-])/g, '$1 ');
