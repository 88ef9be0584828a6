import type { oas31 } from 'zod-openapi';
import type { Wording } from '../core/wording.ts';
import type { OpenApiDocument } from './document.ts';
import { pageOf } from './layout.tsx';

type Operation = oas31.OperationObject;

/** The document for people, without a script. */
export const docsPage = (wording: Wording, document: OpenApiDocument): string =>
  pageOf({
    wording,
    title: wording.say('page.docs.title'),
    children: (
      <article class="docs" lang="en">
        <h1>Tryeza API</h1>
        <p>{document.info.description}</p>
        <p>
          Every request carries <code>Authorization: Bearer …</code>. Errors are <code>application/problem+json</code>{' '}
          (RFC 9457) with a stable <code>type</code>. The machine-readable document:{' '}
          <a href="/openapi.json">/openapi.json</a>.
        </p>
        {operationsOf(document).map(([method, path, operation]) => (
          <OperationSection key={`${method} ${path}`} method={method} path={path} operation={operation} />
        ))}
        <h2>Shapes</h2>
        {Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => (
          <details key={name} id={`shape-${name}`}>
            <summary>{name}</summary>
            <pre>{JSON.stringify(schema, null, 2)}</pre>
          </details>
        ))}
      </article>
    ),
  });

function operationsOf(document: OpenApiDocument): [string, string, Operation][] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post'] as const).flatMap((method): [string, string, Operation][] => {
      const operation = item?.[method];
      return operation ? [[method, path, operation]] : [];
    }),
  );
}

function OperationSection({ method, path, operation }: { method: string; path: string; operation: Operation }) {
  const parameters = (operation.parameters ?? []) as oas31.ParameterObject[];
  return (
    <section>
      <h2>
        <code>
          {method.toUpperCase()} {path}
        </code>
      </h2>
      <p>{operation.summary}</p>
      {parameters.length > 0 && (
        <ul>
          {parameters.map((parameter) => (
            <li key={parameter.name}>
              <code>{parameter.name}</code> ({parameter.in}
              {parameter.required ? ', required' : ''}) {parameter.description}
            </li>
          ))}
        </ul>
      )}
      <ul>
        {Object.entries((operation.responses ?? {}) as Record<string, oas31.ResponseObject>).map(
          ([status, response]) => (
            <li key={status}>
              <strong>{status}</strong> {response.description}
            </li>
          ),
        )}
      </ul>
    </section>
  );
}
