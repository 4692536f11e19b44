import { EnvError, makeValidator } from 'envalid';

/** Where messages come from: an address of this machine, or a broker's. */
export const transportUrl = makeValidator((input) => {
  const url = URL.canParse(input) ? new URL(input) : undefined;
  if (!url || url.hostname === '' || !isKnown(url)) {
    throw new EnvError(
      'may be tcp://HOST:PORT, or nats://, redis://, rediss://, amqp:// or amqps:// with [USER:PASSWORD@]HOST[:PORT], ' +
        'behind that for redis /DATABASE number, for amqp /VHOST',
    );
  }
  return input;
});

function isKnown({ protocol, port, pathname, username, password }: URL): boolean {
  switch (protocol) {
    case 'tcp:':
      return port !== '' && pathname === '' && username === '' && password === '';
    case 'nats:':
      return pathname === '';
    case 'redis:':
    case 'rediss:':
      return /^(\/\d{0,3})?$/.test(pathname);
    default:
      return protocol === 'amqp:' || protocol === 'amqps:';
  }
}
