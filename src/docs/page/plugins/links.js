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
