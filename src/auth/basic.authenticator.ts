import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Authenticator } from './authenticator.js';
import type { Principal } from './principal.js';
import { UsersService } from './users.service.js';
import { VerifiedCredentials } from './verified-credentials.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** HTTP Basic (RFC 7617) against the users table. */
@Injectable()
export class BasicAuthenticator implements Authenticator {
  readonly challenge = 'Basic realm="voice-api", charset="UTF-8"';
  private readonly verified = new VerifiedCredentials();

  constructor(private readonly users: UsersService) {}

  async authenticate({ authorization }: IncomingHttpHeaders): Promise<Principal | 'none' | 'wrong'> {
    const token = /^basic +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return /^basic(\s|$)/i.test(authorization ?? '') ? 'wrong' : 'none';
    return (await this.verified.verify(token, () => this.check(token))) ?? 'wrong';
  }

  private async check(token: string): Promise<Principal | undefined> {
    const [userName, password] = decode(token) ?? [];
    if (userName === undefined || password === undefined) return undefined;
    const user = await this.users.verify(userName, password);
    return user && { userName: user.userName, roles: user.roles, via: 'Basic' };
  }
}

function decode(token: string): [string, string] | undefined {
  try {
    const text = utf8.decode(Buffer.from(token, 'base64'));
    const colon = text.indexOf(':');
    return colon < 0 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
  } catch {
    return undefined;
  }
}
