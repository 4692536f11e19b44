import { type INestApplication, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { stringify } from 'yaml';
import { EXAMPLE_ACCOUNT_ID } from '../common/examples.js';
import { jsonOnly } from './json-only.js';
import { buildOpenApiDocument } from './openapi-document.js';
import type { ApiDocument } from './openapi-types.js';

/** Holds the OpenAPI document of the running service. */
@Injectable()
export class OpenApiService {
  private jsonText = '';
  private yamlText: string | undefined;
  private jsonOnlyText: string | undefined;
  private parsed: ApiDocument | undefined;

  /** The document in JSON. */
  get json(): string {
    return this.jsonText;
  }

  /** The document as an object, parsed on first use. */
  get document(): ApiDocument {
    return (this.parsed ??= JSON.parse(this.jsonText) as ApiDocument);
  }

  /** The document in YAML, converted on first use. */
  get yaml(): string {
    return (this.yamlText ??= stringify(JSON.parse(this.jsonText) as OpenAPIObject, { aliasDuplicateObjects: false }));
  }

  /** The document in JSON, with bodies in JSON only; converted on first use. */
  get jsonOnly(): string {
    return (this.jsonOnlyText ??= jsonOnly(this.jsonText));
  }

  /** Builds the document. Must run after Nest has registered all routes. */
  describe(app: INestApplication): void {
    this.jsonText = JSON.stringify(buildOpenApiDocument(app));
  }

  /**
   * Replaces the example account id with the id of an existing account, so that the examples work as they are.
   *
   * @param id Ignored unless it consists of word characters and hyphens: imported ids can contain characters that JSON,
   * XML or a form must escape.
   */
  useAccount(id: string): void {
    if (!/^[\w-]+$/.test(id)) return;
    this.jsonText = this.jsonText.replaceAll(EXAMPLE_ACCOUNT_ID, id);
    this.yamlText = undefined;
    this.jsonOnlyText = undefined;
    this.parsed = undefined;
  }
}
