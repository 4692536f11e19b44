import { answerOf } from '../parts/answer.js';

/** The operation that has just been answered. */
let answered = '';

/** Shows the answer of an operation before its documented responses, and scrolls to it when it arrives. */
export const answers = (system) => {
  const { createElement } = system.React;
  const Answer = answerOf(system);
  return {
    wrapComponents: {
      responses: (Responses) => (props) => {
        const { tryItOutResponse, path, method, oas3Selectors } = props;
        const operation = `${method} ${path}`;
        const takeFocus = () => {
          const isNew = answered === operation;
          if (isNew) answered = '';
          return isNew;
        };
        // Swagger UI draws the responses anew only if their own state changes; the media type of the request is not in it.
        const key = oas3Selectors.requestContentType(path, method) ?? '';
        const documented = createElement(Responses, { ...props, tryItOutResponse: undefined, key });
        return createElement(
          'div',
          null,
          tryItOutResponse && createElement(Answer, { response: tryItOutResponse, path, method, takeFocus }),
          createElement(
            'details',
            { className: 'documented', open: !isPhone.matches },
            createElement('summary', null, 'Possible responses'),
            documented,
          ),
        );
      },
    },
    statePlugins: {
      spec: {
        wrapActions: {
          setResponse: (original) => (path, method, response) => {
            answered = `${method} ${path}`;
            return original(path, method, response);
          },
        },
      },
    },
  };
};

const isPhone = matchMedia('(max-width: 640px)');
