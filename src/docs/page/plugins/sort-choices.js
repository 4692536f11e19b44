/**
 * Makes the `sortField` of a list a choice of the members that its items can be sorted by: the texts and numbers of the
 * example. The document itself leaves `sortField` free, because the service ignores case in it and an enumeration would not.
 */
export const sortChoices = {
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (original) => (document) => {
          for (const operation of Object.values(document.paths ?? {}).flatMap(Object.values)) addChoices(operation);
          return original(document);
        },
      },
    },
  },
};

function addChoices({ parameters = [], responses = {} }) {
  const parameter = parameters.find(({ name }) => name === 'sortField');
  const item = responses[200]?.content?.['application/json']?.example?.items?.[0];
  if (!parameter || !item) return;
  const names = Object.keys(item).filter((name) => ['string', 'number'].includes(typeof item[name]));
  parameter.schema = { type: 'string', enum: names };
}
