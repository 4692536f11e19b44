/** Starts the Swagger UI: a file of its own, so that the page needs no script in its text. */

import * as plugins from './plugins.js';

// The operating system's wish; the Swagger UI has the colours, and a class that turns them on.
const dark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', dress);
dress();

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
  plugins: Object.values(plugins),
});
