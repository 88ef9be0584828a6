import { readdirSync, readFileSync } from 'node:fs';
import type { Language } from './locale.ts';

/** The texts of one language by their key: file name, then the path in the file, joined with dots. */
export type Catalogue = ReadonlyMap<string, string>;

type Tree = { readonly [name: string]: string | Tree };

/** Reads `<folder>/<language>/*.json`. A file that is missing or is not JSON is a fault of the installation. */
export function readCatalogues(folder: URL): Readonly<Record<Language, Catalogue>> {
  const read = (language: Language): Catalogue => {
    const of = new URL(`${language}/`, folder);
    const files = readdirSync(of).filter((file) => file.endsWith('.json'));
    return new Map(
      files.flatMap((file) => {
        const tree = JSON.parse(readFileSync(new URL(file, of), 'utf8')) as Tree;
        return [...textsOf(tree, file.slice(0, -'.json'.length))];
      }),
    );
  };
  return { sq: read('sq'), sr: read('sr'), en: read('en') };
}

function* textsOf(tree: Tree, path: string): Generator<[string, string]> {
  for (const [name, text] of Object.entries(tree)) {
    if (typeof text === 'string') yield [`${path}.${name}`, text];
    else yield* textsOf(text, `${path}.${name}`);
  }
}
