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
