import { EnvError, makeValidator } from 'envalid';
import { isMessageAddress, MESSAGE_ADDRESSES } from '../common/message-address.js';

/** Where messages come from: an address of this machine, or a broker's. */
export const transportUrl = makeValidator((input) => {
  if (!isMessageAddress(input)) throw new EnvError(`may be ${MESSAGE_ADDRESSES}`);
  return input;
});
