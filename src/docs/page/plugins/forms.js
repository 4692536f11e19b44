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

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];

const withFormExamples = (requestBody) =>
  requestBody?.update('content', (content) =>
    content?.map((form, type) =>
      FORMS.includes(type)
        ? form.updateIn(['schema', 'properties'], (properties) =>
            properties?.map((property, name) => property.set('example', form.getIn(['example', name]) ?? '')),
          )
        : form,
    ),
  );
