/** The catalogues by their file name, in the language that the others are checked against. */
interface Catalogue {
  common: typeof import('../../locales/en/common.json', { with: { 'resolution-mode': 'import' }});
  time: typeof import('../../locales/en/time.json', { with: { 'resolution-mode': 'import' }});
}

type Path<Tree> = {
  [Name in keyof Tree & string]: Tree[Name] extends string ? Name : `${Name}.${Path<Tree[Name]>}`;
}[keyof Tree & string];

/** The name of a text: file, then the path in it, as `common.yes`. */
export type WordingKey = Path<{ [File in keyof Catalogue]: Catalogue[File] }>;
