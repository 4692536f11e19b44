/** Collapses each documented error response to one line, which expands on click. */
export const collapsibleErrorResponses = ({ React: { createElement, useState } }) => ({
  wrapComponents: {
    response: (ResponseRow) => (props) => {
      const { code, response, getComponent } = props;
      const [isExpanded, setExpanded] = useState(!/^[45]/.test(code));
      if (isExpanded) return createElement(ResponseRow, props);
      const description = createElement(getComponent('Markdown', true), { source: response.get('description') });
      const button = createElement('button', { type: 'button', onClick: () => setExpanded(true) }, description);
      return createElement(
        'tr',
        { className: 'response collapsed', 'data-code': code },
        createElement('td', { className: 'response-col_status' }, code),
        createElement('td', { className: 'response-col_description', colSpan: 2 }, button),
      );
    },
  },
});
