import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../api/app.ts';
import { anOffice, type OfficeUnderTest } from './office.ts';

let office: OfficeUnderTest;
beforeAll(async () => {
  office = await anOffice();
});
afterAll(() => office?.end());

test('describes every route of /api/v1 and nothing else, in OpenAPI 3.1', async () => {
  const { status, body } = await office.ask('/openapi.json');
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1/);
  expect(Object.keys(body.paths).toSorted()).toEqual(
    [...new Set(routes.map(({ path }) => `/api/v1${path}`))].toSorted(),
  );
  for (const { path, method } of routes) {
    const operation = body.paths[`/api/v1${path}`][method];
    expect(operation.responses['401'].content['application/problem+json'].schema.$ref).toBe(
      '#/components/schemas/Problem',
    );
    expect(operation.summary).toBeTruthy();
  }
  const ids = Object.values<Record<string, { operationId: string }>>(body.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('every reference in the document leads somewhere', async () => {
  const { body } = await office.ask('/openapi.json');
  const refs = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
  for (const name of refs) expect(Object.keys(body.components.schemas)).toContain(name);
});

test('what is answered has the properties that the document requires, and no other', async () => {
  await office.aCase();
  const { body: document } = await office.ask('/openapi.json');
  for (const [path, shape] of [
    ['cases', 'Case'],
    ['people', 'Person'],
    ['rules', 'Rule'],
    ['places', 'Place'],
    ['obligations?case=QPR-2026-0001', 'Obligation'],
    ['facts?case=QPR-2026-0001', 'Fact'],
  ] as const) {
    const { body } = await office.as('head', `/api/v1/${path}`);
    expect(body.items.length).toBeGreaterThan(0);
    const { properties, required } = document.components.schemas[shape];
    for (const item of body.items) {
      expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(item)));
      expect(Object.keys(item)).toEqual(expect.arrayContaining(required));
    }
  }
});

test('shows the document to people without a script or anything from elsewhere', async () => {
  const { status, body, headers } = await office.ask('/docs');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/html/);
  for (const { path } of routes) expect(body).toContain(`/api/v1${path}`);
  expect(body).not.toMatch(/<script|style="|https?:\/\//);
  const [sheet] = body.match(/\/assets\/[\w.-]+\.css/) ?? [];
  expect((await office.ask(String(sheet))).status).toBe(200);
});
