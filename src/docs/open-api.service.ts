import { type INestApplication, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { stringify } from 'yaml';
import { EXAMPLE_ACCOUNT_ID } from '../common/examples.js';
import { documentOf } from './document.js';

/** The OpenAPI document of the running service. */
@Injectable()
export class OpenApiService {
  private text = '';
  private yamlText: string | undefined;

  /** The document, as it is served. */
  get json(): string {
    return this.text;
  }

  /** The same in YAML, which few ask for. */
  get yaml(): string {
    return (this.yamlText ??= stringify(JSON.parse(this.text) as OpenAPIObject, { aliasDuplicateObjects: false }));
  }

  /** Describes the service, once all its routes stand. */
  describe(app: INestApplication): void {
    this.text = JSON.stringify(documentOf(app));
  }

  /**
   * Puts an account that there is in place of the one that is made up, in every example: what is tried from them works.
   *
   * @param id Taken only if no format would have to escape anything in it; ids that were brought over may be anything.
   */
  useAccount(id: string): void {
    if (!/^[\w-]+$/.test(id)) return;
    this.text = this.text.replaceAll(EXAMPLE_ACCOUNT_ID, id);
    this.yamlText = undefined;
  }
}
