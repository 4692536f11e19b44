const XML = 'application/xml';

/**
 * Until the user selects the media type of the response, a request in XML is answered in XML, and any other in JSON. Swagger
 * UI shows JSON as selected, but would accept any type.
 */
export const responseMediaType = (system) => {
  const isXmlSent = (path, method) => system.oas3Selectors.requestContentType(path, method) === XML;
  return {
    statePlugins: {
      oas3: {
        wrapSelectors: {
          responseContentType: (original) => (state, path, method) =>
            original(path, method) ?? (isXmlSent(path, method) ? XML : 'application/json'),
          responseCodeContentType: (original) => (state, path, method, code) =>
            original(path, method, code) ?? (isXmlSent(path, method) ? XML : null),
        },
      },
    },
  };
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
