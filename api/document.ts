import { createDocument, type oas31 } from 'zod-openapi';
import type { Route } from './route.ts';

export type OpenApiDocument = oas31.OpenAPIObject;

/** OpenAPI 3.1 from the schemas that the routes read and answer with. */
export function documentOf(routes: readonly Route[]): OpenApiDocument {
  const paths: Record<string, Record<string, Route['about']>> = {};
  for (const { path, method, about } of routes) {
    const at = `/api/v1${path}`;
    paths[at] = { ...paths[at], [method]: { operationId: operationId(method, path), ...about } };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Tryeza',
      version: '1',
      description: 'Cases, limits and people of an office of child protection. Lists are newest first.',
    },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
}

/** `post /cases/{number}/assignment` is `postCasesNumberAssignment`. */
const operationId = (method: string, path: string): string =>
  method + path.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase());
