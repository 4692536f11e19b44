import type { IncomingHttpHeaders } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';

/** Lets only requests pass that were signed with `ACTIONS_SECRET` in the last five minutes. */
@Injectable()
export class SignatureGuard implements CanActivate {
  private readonly webhook = new Webhook(process.env.ACTIONS_SECRET ?? '');

  canActivate(context: ExecutionContext): boolean {
    const { rawBody, headers } = context.switchToHttp().getRequest<SignedRequest>();
    try {
      this.webhook.verify(rawBody, headers as Record<string, string>);
      return true;
    } catch {
      throw new UnauthorizedException({ ok: false, error: 'The signature is not valid.' });
    }
  }
}

interface SignedRequest {
  /** The body as it was sent: parsed and written again, it could differ in a byte. */
  readonly rawBody: Buffer;
  readonly headers: IncomingHttpHeaders;
}
