import { type INestApplication, Injectable } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { writtenTypes } from '../content/codecs.js';

/** The OpenAPI document of the running service. */
@Injectable()
export class OpenApi {
  private text = '';

  /** The document, as it is served. */
  get json(): string {
    return this.text;
  }

  /** Describes the service, once all its routes stand. */
  describe(app: INestApplication): void {
    const config = new DocumentBuilder()
      .setTitle('voice-api')
      .setDescription('Keeps AI sessions for the accounts of a telephony platform.')
      .setVersion('0.1.0')
      .setOpenAPIVersion('3.1.0')
      .addBasicAuth({ type: 'http', scheme: 'basic', description: 'User name and password' }, 'basic')
      .build();
    this.text = JSON.stringify(inEveryFormat(SwaggerModule.createDocument(app, config)));
  }
}

interface Content {
  content?: Record<string, unknown>;
}

interface DescribedOperation {
  requestBody?: Content;
  responses: Record<string, Content>;
}

/** Swagger knows a body as JSON alone; every body of ours can be had in every format. */
function inEveryFormat(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path) as DescribedOperation[]) {
      delete operation.responses['201']; // the plugin's guess for every POST
      for (const body of [operation.requestBody, ...Object.values(operation.responses)]) {
        const json = body?.content?.['application/json'];
        if (body && json) body.content = Object.fromEntries(writtenTypes.map((type) => [type, json]));
      }
    }
  }
  return document;
}
