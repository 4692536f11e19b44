/** Starts Swagger UI. A separate file, because the Content-Security-Policy forbids inline scripts. */

import * as plugins from './plugins.js';

// Swagger UI has a dark theme, but does not follow the operating system's setting.
const darkColorScheme = matchMedia('(prefers-color-scheme: dark)');
const applyColorScheme = () => document.documentElement.classList.toggle('dark-mode', darkColorScheme.matches);
darkColorScheme.addEventListener('change', applyColorScheme);
applyColorScheme();

// At /docs/ the document is one level higher than at /docs.
const levels = /\/*$/.exec(document.location.pathname)[0].length;

SwaggerUIBundle({
  url: '../'.repeat(levels) + 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayOperationId: true,
  displayRequestDuration: true,
  // Operations expand directly to a form with the example filled in.
  tryItOutEnabled: true,
  requestSnippetsEnabled: true,
  persistAuthorization: true,
  // Each operation shows its schemas, so the list of all schemas at the end is collapsed.
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 3,
  // Disables requests to Swagger's online validator.
  validatorUrl: null,
  plugins: Object.values(plugins),
});
