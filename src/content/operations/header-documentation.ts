import { ApiHeader } from '@nestjs/swagger';

/**
 * Adds a request header to the OpenAPI document of every operation that reads it through a parameter decorator.
 *
 * @returns The enhancers to pass to `createParamDecorator`.
 */
export const documentHeader = (name: string, description: string, example: string): [ParameterDecorator] => [
  (target, key) => {
    const handler = Object.getOwnPropertyDescriptor(target, key as string) as PropertyDescriptor;
    const schema = { type: 'string' as const, examples: [example] };
    ApiHeader({ name, required: false, description, schema })(target, key as string, handler);
  },
];
