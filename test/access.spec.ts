import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { APP_GUARD, MetadataScanner, ModulesContainer, NestFactory, Reflector } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { lastValueFrom } from 'rxjs';
import { ACCESS } from '../src/auth/access.decorator.js';
import { AUTHENTICATORS } from '../src/auth/credentials/authenticator.js';
import { Role } from '../src/auth/principal.js';
import { CALL_LIMITER } from '../src/auth/rate-limit/call-limiter.js';
import { RolesGuard } from '../src/auth/roles.guard.js';
import { UserAdminService } from '../src/auth/users/user-admin.service.js';
import { UsersService } from '../src/auth/users/users.service.js';
import { AuthenticationService } from '../src/auth/schemes/authentication.service.js';
import { ErrorFilter } from '../src/content/http/error.filter.js';
import { RouteTable } from '../src/content/http/route-table.js';
import { MessageTransportHost } from '../src/messages/message-transport-host.js';
import { basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';

describe('access', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp()
      .with(user('clerk', 'clerk’s password', 'Clerk'))
      .as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  it.each([
    ['no', ''],
    ['an unknown user’s', basic('nobody', 'correct horse battery staple')],
    ['a wrong', basic('admin', 'wrong')],
    ['an empty', basic('admin', '')],
    ['a broken', 'Basic !!!'],
    ['a NUL in a', basic('ad\u0000min', PASSWORD)],
    ['an empty Basic', 'Basic'],
    ['another scheme’s', 'Digest x'],
  ])('answers 401 to %s password, in JSON and in XML, and offers every scheme', async (_, authorization) => {
    const json = await app.postJson('/ai/sessions', {}, { authorization });
    const xml = await app.postJson('/ai/sessions.xml', {}, { authorization });
    expect([json.status, xml.status]).toEqual([401, 401]);
    expect(json.headers.get('www-authenticate')).toBe(
      'Basic realm="voice-api", charset="UTF-8", Bearer realm="voice-api", ' +
        'ApiKey realm="voice-api", header="X-Api-Key"',
    );
    expect(json.json.responseStatus).toEqual({
      errorCode: 'Unauthorized',
      message: expect.stringMatching(
        authorization === '' ? /^Sign in to use this operation\.$/ : /^The credentials are invalid or have expired\.$/,
      ),
      errors: [],
    });
    expect(xml.text).toContain('<ErrorCode>Unauthorized</ErrorCode>');
  });

  it('follows every change to a user, including concurrent ones', async () => {
    const admin = app.nest.get(UserAdminService);
    await app.nest.get(UsersService).add('busy', PASSWORD, ['0']);
    const roles = Array.from({ length: 20 }, (_, index) => String(index));
    await Promise.all([
      ...roles.slice(1).map((role) => admin.grant('busy', [role], [role], 'test')),
      admin.revoke('busy', ['0'], [], 'test'),
    ]);
    const user = await app.nest.get(UsersService).find('busy');
    expect([user?.roles.toSorted(), user?.accountIds?.toSorted()]).toEqual(Array(2).fill(roles.slice(1).toSorted()));
  });

  it('answers 403 to a caller without the role, in JSON and in XML', async () => {
    const authorization = basic('clerk', 'clerk’s password');
    const json = await app.postJson('/ai/sessions', {}, { authorization });
    const xml = await app.postJson('/ai/sessions.xml', {}, { authorization });
    expect([json.status, json.json.responseStatus.errorCode, json.json.responseStatus.message]).toEqual([
      403,
      'Forbidden',
      'Invalid Role',
    ]);
    expect(xml.status).toBe(403);
    expect(xml.text).toContain('<Message>Invalid Role</Message>');
    expect(await app.sessions()).toEqual([]);
  });

  it('reveals nothing about format or body to an anonymous caller', async () => {
    const headers = { authorization: '', accept: 'image/png', 'content-type': 'text/plain' };
    expect((await app.call('POST', '/ai/sessions', { body: '{', headers })).status).toBe(401);
  });

  it('is declared by every route', () => {
    const reflector = app.nest.get(Reflector);
    const scanner = new MetadataScanner();
    const routes = [...app.nest.get(ModulesContainer).values()]
      .flatMap((module) => [...module.controllers.values()])
      .flatMap(({ instance, metatype }) => {
        const prototype = Object.getPrototypeOf(instance) as Record<string, () => void>;
        return scanner.getAllMethodNames(prototype).map((name) => ({ name, handler: prototype[name], metatype }));
      })
      .flatMap(({ name, handler, metatype }) => {
        if (!handler || !metatype || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
        const method = RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, handler))];
        const path = [metatype, handler].map((target) => String(Reflect.getMetadata(PATH_METADATA, target))).join('/');
        return [
          {
            route: `${method} ${path} (${name})`,
            access: reflector.getAllAndOverride<unknown>(ACCESS, [handler, metatype]),
          },
        ];
      });
    expect(routes.length).toBeGreaterThanOrEqual(4);
    expect(routes.filter(({ access }) => access === undefined)).toEqual([]);
  });
});

describe('a route or message handler without an access decorator', () => {
  @Controller()
  class Forgotten {
    @Get('forgotten')
    get(): string {
      return 'secret';
    }

    @MessagePattern('forgotten')
    answer(): string {
      return 'secret';
    }
  }

  @Module({
    controllers: [Forgotten],
    providers: [
      { provide: CALL_LIMITER, useValue: undefined },
      { provide: APP_GUARD, useClass: RolesGuard },
      AuthenticationService,
      {
        provide: AUTHENTICATORS,
        useValue: [
          {
            challenges: [],
            authenticate: () => Promise.resolve({ userName: 'a', roles: [Role.SystemAdministrator], via: 't' }),
          },
        ],
      },
    ],
  })
  class TestModules {}

  it('rejects every caller, including administrators', async () => {
    const nest = await NestFactory.create(TestModules, new FastifyAdapter(), { logger: false });
    await nest.listen(0, '127.0.0.1');
    const answer = await fetch(`${await nest.getUrl()}/forgotten`);
    expect(answer.ok).toBe(false);
    expect(await answer.text()).not.toContain('secret');
    await nest.close();
  });

  it('is rejected over message transports as it is over HTTP', async () => {
    const routes = new RouteTable();
    const nest = await NestFactory.create(TestModules, new FastifyAdapter(), { logger: false });
    nest.useGlobalFilters(new ErrorFilter(routes));
    const host = new MessageTransportHost({ TRANSPORT_URL: 'tcp://127.0.0.1:0', TRANSPORT_START_TIMEOUT: 0 });
    await nest.init();
    await host.listen(nest);
    const options = { host: '127.0.0.1', port: Number(new URL(host.address ?? '').port) };
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
    const call = lastValueFrom(client.send('forgotten', { credentials: { apiKey: 'vk_' } }));
    await expect(call).rejects.toMatchObject({ status: 403 });
    await client.close();
    await nest.close();
  });
});
