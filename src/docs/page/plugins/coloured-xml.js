/** Colours XML as XML; Swagger UI passes a language for JSON only, and guesses the others. */
export const colouredXml = ({ React: { createElement } }) => ({
  wrapComponents: {
    SyntaxHighlighter: (SyntaxHighlighter) => (props) => {
      const isXml = typeof props.children === 'string' && /^\s*<[?\w]/.test(props.children);
      return createElement(SyntaxHighlighter, isXml ? { ...props, language: 'xml' } : props);
    },
  },
});
