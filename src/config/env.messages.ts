import { EnvError, makeValidator } from 'envalid';
import { isMessageAddress, MESSAGE_ADDRESSES } from '../common/message-address.js';

/** The address of a message transport: a TCP address to listen on, or a broker. */
export const transportUrl = makeValidator((input) => {
  if (!isMessageAddress(input)) throw new EnvError(`must be ${MESSAGE_ADDRESSES}`);
  return input;
});
