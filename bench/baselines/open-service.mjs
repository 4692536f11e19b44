// The service itself, with a guard that asks nobody who they are where nothing is shown: what signing in costs is the
// difference between two calls of one process.
import { banner } from '../../dist/src/app.banner.js';
import { startService } from '../../dist/src/app.setup.js';
import { RolesGuard } from '../../dist/src/auth/roles.guard.js';
import { loadEnv } from '../../dist/src/config/env.js';

const principal = { userName: 'admin', roles: ['SystemAdministrator'], via: 'nothing' };
const { canActivate } = RolesGuard.prototype;

RolesGuard.prototype.canActivate = function (context) {
  const http = context.switchToHttp();
  const request = http.getRequest();
  if (request.headers.authorization || request.headers.cookie) return canActivate.call(this, context);
  http.getResponse().header('cache-control', 'private, no-cache');
  request.principal = principal;
  return true;
};

const env = loadEnv();
console.log(banner(await startService(env)));
