import { refreshStatus } from '../sign-in/identity.js';

/**
 * Replaces Swagger UI's dialog, which checks nothing and stores passwords, by the sign-in form. After operations that change
 * who is signed in, and after a 401, asks the service again who it is.
 */
export const signInInsteadOfAuthorize = {
  components: { authorizeBtn: () => null, authorizeOperationBtn: () => null },
  statePlugins: {
    spec: {
      wrapActions: {
        setResponse: (original) => (path, method, response) => {
          if (/^\/auth\/(credentials|logout)$/.test(path) || response.status === 401) refreshStatus().catch(() => {});
          return original(path, method, response);
        },
      },
    },
  },
};
