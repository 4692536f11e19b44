/** Starts the Swagger UI: a file of its own, so that the page needs no script in its text. */

// The operating system's wish; the Swagger UI has the colours, and a class that turns them on.
const dark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', dress);
dress();

/** Asks for the media type that is shown as chosen before anybody chooses: otherwise it would be any. */
const asksForWhatIsShown = {
  statePlugins: {
    oas3: {
      wrapSelectors: {
        responseContentType: (chosen) => (state, path, method) => chosen(state, path, method) ?? 'application/json',
      },
    },
  },
};

SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayOperationId: true,
  displayRequestDuration: true,
  // Every operation opens as a form that is filled in with an example.
  tryItOutEnabled: true,
  requestSnippetsEnabled: true,
  persistAuthorization: true,
  // The schemas stand at every operation; the list of all of them at the end starts closed.
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 3,
  // Nothing is asked of anybody else.
  validatorUrl: null,
  plugins: [asksForWhatIsShown],
});
