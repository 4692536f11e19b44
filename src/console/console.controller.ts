import { Controller, Get, Header, Param, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { splitUrl } from '../common/split-url.js';
import { addressNotFound } from '../docs/docs.guard.js';
import { sendAsset } from '../docs/send-asset.js';
import { consoleFiles } from './console-files.js';
import { ConsoleGuard, NeededToSignIn } from './console.guard.js';

/**
 * Stricter than the service's own, which allows the inline styles of Swagger UI. Trusted types keep a script from turning a
 * text into markup.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join(';');

/** Serves the console: a page and its scripts, which call the API as any client does. */
@Public()
@UseGuards(ConsoleGuard)
@ApiExcludeController()
@Controller('console')
export class ConsoleController {
  @Get()
  @NeededToSignIn()
  @Header('content-security-policy', CONTENT_SECURITY_POLICY)
  page(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Answer {
    return sendAsset(consoleFiles().pageAt(splitUrl(request.originalUrl).path), 'no-cache', request, reply);
  }

  /** What the form to sign in needs. */
  @Get(':version/:file')
  @NeededToSignIn()
  file(
    @Param('version') version: string,
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    if (file.includes('/')) throw addressNotFound(); // %2F, which would lead past the guard to a view
    return sendFile(version, file, request, reply);
  }

  /** The views behind it. */
  @Get(':version/views/:file')
  view(
    @Param('version') version: string,
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    return sendFile(version, `views/${file}`, request, reply);
  }
}

type Answer = Promise<Buffer | undefined>;

/** During an update, a page of one version can ask a replica of another: it gets what there is, but must not keep it. */
function sendFile(version: string, path: string, request: FastifyRequest, reply: FastifyReply): Answer {
  const files = consoleFiles();
  const asset = files.find(path);
  if (!asset) throw addressNotFound();
  const cacheControl = version === files.version ? 'private, max-age=31536000, immutable' : 'no-cache';
  return sendAsset(asset, cacheControl, request, reply);
}
