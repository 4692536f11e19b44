/** The Swagger UI plugins that adapt its behaviour to this service. */

import { answers } from './answers.js';
import { ifMatch } from './if-match.js';
import { collapsibleIntroduction } from './introduction.js';
import { linkParameters } from './links.js';
import { requestExampleByMediaType, responseMediaType } from './media-types.js';
import { formExamples } from './forms.js';
import { foldedParameters } from './folded-parameters.js';
import { collapsibleErrorResponses } from './error-responses.js';
import { resolvedReferences } from './references.js';
import { signInInsteadOfAuthorize } from './sign-in.js';
import { sortChoices } from './sort-choices.js';
import { colouredXml } from './coloured-xml.js';

export const plugins = [
  answers,
  collapsibleErrorResponses,
  collapsibleIntroduction,
  colouredXml,
  foldedParameters,
  formExamples,
  ifMatch,
  linkParameters,
  requestExampleByMediaType,
  resolvedReferences,
  responseMediaType,
  signInInsteadOfAuthorize,
  sortChoices,
];
