// `postinstall` of package.json.
import './install-sqlite.mjs';
import './prune-production.mjs';
