/** What the Swagger UI does otherwise on this page: plugins, by its own means. */

/** Asks for the media type that is shown as chosen before anybody chooses: otherwise it would be any. */
export const asksForWhatIsShown = {
  statePlugins: {
    oas3: {
      wrapSelectors: {
        responseContentType: (chosen) => (state, path, method) => chosen(path, method) ?? 'application/json',
      },
    },
  },
};

/** Fills in the example of the media type that a body is to have, also where another one's was edited. */
export const showsTheExampleOfTheType = {
  statePlugins: {
    oas3: {
      wrapActions: {
        setRequestContentType: (set, system) => (choice) => {
          system.oas3Actions.setRequestBodyValue({ value: undefined, pathMethod: choice.pathMethod });
          return set(choice);
        },
      },
    },
  },
};

/**
 * Fills forms in from the example of their media type, and sends nothing for what that leaves out, unless told to. By itself
 * the Swagger UI makes up a value for each member, and sends those that are empty.
 */
export const fillsInForms = ({ React: { createElement } }) => ({
  wrapComponents: {
    RequestBody: (RequestBody) => (properties) =>
      createElement(RequestBody, { ...properties, requestBody: withExamples(properties.requestBody) }),
    ParameterIncludeEmpty: (IncludeEmpty) => (properties) => {
      const isIncludedOptions = { ...properties.isIncludedOptions, defaultValue: false };
      return createElement(IncludeEmpty, { ...properties, isIncludedOptions });
    },
  },
});

const withExamples = (body) =>
  body?.updateIn(['content', 'application/x-www-form-urlencoded'], (form) =>
    form?.updateIn(['schema', 'properties'], (members) =>
      members?.map((member, name) => member.set('example', form.getIn(['example', name]) ?? '')),
    ),
  );

/** Fills in what the links of an answer lead to: who has made an object goes on with that one. */
export const followsLinks = {
  statePlugins: {
    spec: {
      wrapActions: {
        setResponse: (set, system) => (path, method, answer) => {
          fillInLinked(system, ['paths', path, method, 'responses', String(answer.status), 'links'], answer.body);
          return set(path, method, answer);
        },
      },
    },
  },
};

function fillInLinked({ specSelectors, specActions }, linksAt, body) {
  const operations = specSelectors.operations();
  specSelectors
    .specJson()
    .getIn(linksAt)
    ?.forEach((link) => {
      const linked = operations.find((one) => one.getIn(['operation', 'operationId']) === link.get('operationId'));
      link.get('parameters').forEach((expression, name) => {
        const value = body?.[expression.replace('$response.body#/', '')];
        const parameter = linked?.getIn(['operation', 'parameters']).find((one) => one.get('name') === name);
        if (typeof value !== 'string' || !parameter) return;
        specActions.changeParamByIdentity([linked.get('path'), linked.get('method')], parameter, value, false);
      });
    });
}

/** Makes of each section of the introduction one that opens by a click, so that the operations are in sight. */
export const foldsTheIntroduction = ({ React }) => ({
  wrapComponents: {
    InfoContainer: (Info) => (properties) => {
      React.useEffect(foldIntroduction, []);
      return React.createElement(Info, properties);
    },
  },
});

function foldIntroduction() {
  for (const heading of document.querySelectorAll('.info .renderedMarkdown h2')) {
    const section = document.createElement('details');
    const summary = document.createElement('summary');
    heading.before(section);
    summary.append(heading);
    section.append(summary);
    while (section.nextSibling && section.nextSibling.nodeName !== 'H2') section.append(section.nextSibling);
  }
}

/** Shows of each error that an operation may answer with one line, which opens by a click. */
export const foldsErrors = ({ React: { createElement, useState } }) => ({
  wrapComponents: {
    response: (Response) => (properties) => {
      const { code, response, getComponent } = properties;
      const [isOpen, setOpen] = useState(!/^[45]/.test(code));
      if (isOpen) return createElement(Response, properties);
      const text = createElement(getComponent('Markdown', true), { source: response.get('description') });
      const line = createElement('button', { type: 'button', onClick: () => setOpen(true) }, text);
      return createElement(
        'tr',
        { className: 'response folded', 'data-code': code },
        createElement('td', { className: 'response-col_status' }, code),
        createElement('td', { className: 'response-col_description', colSpan: 2 }, line),
      );
    },
  },
});

/** Opens the dialog at its first way to sign in: by itself it puts the cursor into its last field, out of sight of that. */
export const beginsAtTheFirst = ({ React: { createElement, useEffect } }) => ({
  wrapComponents: {
    authorizationPopup: (Popup) => (properties) => {
      useEffect(() => document.querySelector('.modal-ux input')?.focus(), []);
      return createElement(Popup, properties);
    },
  },
});
