import { Injectable } from '@nestjs/common';
import { OpenApiService } from '../docs/open-api.service.js';
import { codecs } from '../content/codecs/codecs.js';
import { type Language, SELECTION } from './languages/language.js';
import { buildTypeModel } from './model/build-type-model.js';
import type { DocumentParts } from './model/document-facts.js';
import { selectTypes } from './model/select-types.js';
import type { TypeDefinition } from './model/type-model.js';
import { typesMetadata } from './model/types-metadata.js';
import { optionsHeader } from './options/options-header.js';
import { TypeOptions } from './options/type-options.js';

/** Writes the wire contract's types in other languages, as ServiceStack's "Add ServiceStack Reference" does. */
@Injectable()
export class TypesService {
  private model: readonly TypeDefinition[] | undefined;

  constructor(private readonly openApi: OpenApiService) {}

  /** Every type, built on first use. */
  get types(): readonly TypeDefinition[] {
    return (this.model ??= buildTypeModel(JSON.parse(this.openApi.json) as DocumentParts));
  }

  /**
   * @param baseUrl The address of the service, for the header.
   * @param query The options.
   * @returns The source file with the header that tools read back.
   * @throws ValidationError if an option is not valid.
   */
  reference(language: Language, baseUrl: string, query: Readonly<Record<string, unknown>>): string {
    const options = TypeOptions.read(query, language.options);
    const header = optionsHeader(language.header, baseUrl, options);
    return [...(language.opening?.(options) ?? []), ...header, ...this.code(language, options), ''].join('\n');
  }

  /** @returns ServiceStack's `MetadataTypes`: the selected types, for programs. */
  metadata(baseUrl: string, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return typesMetadata(this.select(TypeOptions.read(query, SELECTION)), baseUrl);
  }

  /** @returns ServiceStack's `AppMetadata`: the service, its formats and its types, for programs. */
  app(baseUrl: string): Record<string, unknown> {
    return {
      app: { baseUrl, serviceName: 'voice-api', jsTextCase: 'CamelCase' },
      contentTypeFormats: Object.fromEntries(codecs.map(({ name, mediaTypes }) => [name, mediaTypes[0]])),
      httpHandlers: { 'ApiHandlers.Json': '/api/{Request}' },
      api: this.metadata(baseUrl, {}),
    };
  }

  /** @returns The lines of the types that the options select, without the header. */
  code(language: Language, options: TypeOptions): readonly string[] {
    return language.write(this.select(options), options);
  }

  private select(options: TypeOptions): readonly TypeDefinition[] {
    return selectTypes(this.types, options.list('IncludeTypes'), options.list('ExcludeTypes'));
  }
}
