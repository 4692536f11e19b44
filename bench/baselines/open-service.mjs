// The service itself with a guard that asks nobody who they are: what signing in costs is the difference.
import { banner } from '../../dist/src/app.banner.js';
import { startService } from '../../dist/src/app.setup.js';
import { RolesGuard } from '../../dist/src/auth/roles.guard.js';
import { loadEnv } from '../../dist/src/config/env.js';

const principal = { userName: 'admin', roles: ['SystemAdministrator'], via: 'nothing' };

RolesGuard.prototype.canActivate = function (context) {
  const http = context.switchToHttp();
  http.getResponse().header('cache-control', 'private, no-cache');
  http.getRequest().principal = principal;
  return true;
};

const env = loadEnv();
console.log(banner(await startService(env)));
