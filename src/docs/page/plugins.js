/** Swagger UI plugins that adapt its behaviour to this service. */

/** Sends `Accept: application/json` by default. Swagger UI shows this media type as selected, but would send any type. */
export const defaultResponseMediaType = {
  statePlugins: {
    oas3: {
      wrapSelectors: {
        responseContentType: (original) => (state, path, method) => original(path, method) ?? 'application/json',
      },
    },
  },
};

/** Replaces the request body by the example of the selected media type, even if the user edited the previous body. */
export const requestExampleByMediaType = {
  statePlugins: {
    oas3: {
      wrapActions: {
        setRequestContentType: (original, system) => (selection) => {
          system.oas3Actions.setRequestBodyValue({ value: undefined, pathMethod: selection.pathMethod });
          return original(selection);
        },
      },
    },
  },
};

/**
 * Fills in forms from the example of their media type, and by default does not send empty fields. Swagger UI would generate
 * a value for each member, and send empty ones.
 */
export const formExamples = ({ React: { createElement } }) => ({
  wrapComponents: {
    RequestBody: (RequestBody) => (props) =>
      createElement(RequestBody, { ...props, requestBody: withFormExamples(props.requestBody) }),
    ParameterIncludeEmpty: (ParameterIncludeEmpty) => (props) => {
      const isIncludedOptions = { ...props.isIncludedOptions, defaultValue: false };
      return createElement(ParameterIncludeEmpty, { ...props, isIncludedOptions });
    },
  },
});

const withFormExamples = (requestBody) =>
  requestBody?.updateIn(['content', 'application/x-www-form-urlencoded'], (form) =>
    form?.updateIn(['schema', 'properties'], (properties) =>
      properties?.map((property, name) => property.set('example', form.getIn(['example', name]) ?? '')),
    ),
  );

/** Follows OpenAPI links: fills the id of a created object into the forms of the operations on that object. */
export const linkParameters = {
  statePlugins: {
    spec: {
      wrapActions: {
        setResponse: (original, system) => (path, method, response) => {
          const linksPath = ['paths', path, method, 'responses', String(response.status), 'links'];
          fillInLinkedParameters(system, linksPath, response.body);
          return original(path, method, response);
        },
      },
    },
  },
};

function fillInLinkedParameters({ specSelectors, specActions }, linksPath, responseBody) {
  const operations = specSelectors.operations();
  specSelectors
    .specJson()
    .getIn(linksPath)
    ?.forEach((link) => {
      const operationId = link.get('operationId');
      const linked = operations.find((operation) => operation.getIn(['operation', 'operationId']) === operationId);
      link.get('parameters').forEach((expression, name) => {
        const value = responseBody?.[expression.replace('$response.body#/', '')];
        const parameter = linked
          ?.getIn(['operation', 'parameters'])
          .find((candidate) => candidate.get('name') === name);
        if (typeof value !== 'string' || !parameter) return;
        specActions.changeParamByIdentity([linked.get('path'), linked.get('method')], parameter, value, false);
      });
    });
}

/** Collapses each section of the introduction, so that the operations are visible without scrolling. */
export const collapsibleIntroduction = ({ React }) => ({
  wrapComponents: {
    InfoContainer: (InfoContainer) => (props) => {
      React.useEffect(collapseIntroductionSections, []);
      return React.createElement(InfoContainer, props);
    },
  },
});

function collapseIntroductionSections() {
  for (const heading of document.querySelectorAll('.info .renderedMarkdown h2')) {
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    heading.before(details);
    summary.append(heading);
    details.append(summary);
    while (details.nextSibling && details.nextSibling.nodeName !== 'H2') details.append(details.nextSibling);
  }
}

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

/** Focuses the first field of the Authorize dialog. Swagger UI focuses the last one, and scrolls the first out of view. */
export const focusFirstAuthorizationField = ({ React: { createElement, useEffect } }) => ({
  wrapComponents: {
    authorizationPopup: (AuthorizationPopup) => (props) => {
      useEffect(() => document.querySelector('.modal-ux input')?.focus(), []);
      return createElement(AuthorizationPopup, props);
    },
  },
});
