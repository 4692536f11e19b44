/** On a phone, optional parameters are behind a button, so that a form fits on three screens. The style sheet hides them. */
export const foldedParameters = ({ React: { createElement, useState } }) => ({
  wrapComponents: {
    parameters: (Parameters) => (props) => {
      const [isOpen, setOpen] = useState(false);
      const isFolded = (parameter) => !parameter.get('required') && parameter.get('name') !== 'If-Match';
      const { size } = props.parameters.filter(isFolded);
      const form = createElement(Parameters, props);
      if (size === 0) return form;
      const properties = {
        type: 'button',
        className: 'unfold',
        'aria-expanded': isOpen,
        onClick: () => setOpen(!isOpen),
      };
      const text = `${isOpen ? 'Hide' : 'Show'} ${size} optional parameter${size === 1 ? '' : 's'}`;
      const button = createElement('button', properties, text);
      return createElement('div', { className: isOpen ? 'foldable open' : 'foldable' }, button, form);
    },
  },
});
