// The HEALTHCHECK of the image: exits with 0 if the service in this container is ready, with 1 otherwise.
// `node bin/health.mjs live` asks whether its process responds.
const WILDCARDS = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

const { HOST = '127.0.0.1', PORT = '3000' } = process.env;
const host = WILDCARDS[HOST] ?? (HOST.includes(':') ? `[${HOST}]` : HOST);
const response = await fetch(`http://${host}:${PORT}/health/${process.argv[2] ?? 'ready'}`).catch((error) => {
  console.error(`The service does not answer: ${error.cause?.message ?? error.message}`);
});
if (response) console.log(await response.text());
process.exitCode = response?.ok ? 0 : 1;
