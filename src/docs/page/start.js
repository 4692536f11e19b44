/** Starts Swagger UI, and what the page adds to it. A separate file, because the Content-Security-Policy forbids inline scripts. */

import { startAbout } from './parts/about.js';
import { startFirstSteps } from './parts/first-steps.js';
import { startOperationList } from './parts/operation-list.js';
import { plugins } from './plugins/index.js';
import { rootPath, scriptHeader } from './service.js';
import { credentialHeaders } from './sign-in/identity.js';

const ui = SwaggerUIBundle({
  url: `${rootPath}openapi.json`,
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayOperationId: true,
  displayRequestDuration: true,
  // Operations expand directly to a form with the example filled in.
  tryItOutEnabled: true,
  // Each operation shows its schemas, so the list of all schemas at the end is collapsed.
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 3,
  // Disables requests to Swagger's online validator.
  validatorUrl: null,
  plugins,
  requestInterceptor: (request) => {
    Object.assign(request.headers, scriptHeader, credentialHeaders());
    return request;
  },
  onComplete: () => {
    const system = ui.getSystem();
    startOperationList(system);
    startFirstSteps(system);
    startAbout(system);
  },
});
