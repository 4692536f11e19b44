import { type INestApplication, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { stringify } from 'yaml';
import { EXAMPLE_ACCOUNT_ID } from '../common/examples.js';
import { jsonOnly } from './json-only.js';
import { buildOpenApiDocument } from './openapi-document.js';
import type { ApiDocument } from './openapi-types.js';

/** The OpenAPI document of the running service, which the first reader builds: a start need not wait for it. */
@Injectable()
export class OpenApiService {
  private app: INestApplication | undefined;
  private accountId = EXAMPLE_ACCOUNT_ID;
  private jsonText: string | undefined;
  private yamlText: string | undefined;
  private jsonOnlyText: string | undefined;
  private parsed: ApiDocument | undefined;

  /** The document in JSON. */
  get json(): string {
    return (this.jsonText ??= this.build());
  }

  /** The document as an object. */
  get document(): ApiDocument {
    return (this.parsed ??= JSON.parse(this.json) as ApiDocument);
  }

  /** The document in YAML. */
  get yaml(): string {
    return (this.yamlText ??= stringify(JSON.parse(this.json) as OpenAPIObject, { aliasDuplicateObjects: false }));
  }

  /** The document in JSON, with bodies in JSON only. */
  get jsonOnly(): string {
    return (this.jsonOnlyText ??= jsonOnly(this.json));
  }

  /** Sets the application that the document describes. Nest must have registered all its routes. */
  describe(app: INestApplication): void {
    this.app = app;
  }

  /**
   * Replaces the example account id with the id of an existing account, so that the examples work as they are.
   *
   * @param id Ignored unless it consists of word characters and hyphens: imported ids can contain characters that JSON,
   * XML or a form must escape.
   */
  useAccount(id: string): void {
    if (!/^[\w-]+$/.test(id)) return;
    this.accountId = id;
    this.jsonText = this.yamlText = this.jsonOnlyText = undefined;
    this.parsed = undefined;
  }

  private build(): string {
    if (!this.app) throw new Error('The application has not been set.');
    return JSON.stringify(buildOpenApiDocument(this.app)).replaceAll(EXAMPLE_ACCOUNT_ID, this.accountId);
  }
}
