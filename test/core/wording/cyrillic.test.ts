import { expect, test } from 'vitest';
import { toCyrillic } from '../../../core/wording/cyrillic.ts';

test.each([
  ['Ljubav, njiva i džak', 'Љубав, њива и џак'],
  ['NJEGOŠ i LJILJANA', 'ЊЕГОШ и ЉИЉАНА'],
  ['đak, čovek, ćerka, šuma, žena', 'ђак, човек, ћерка, шума, жена'],
  ['injekcija, konjunktura, nadživeti', 'инјекција, конјунктура, надживети'],
  ['konj, vanjski, odžak, nadžak', 'коњ, вањски, оџак, наџак'],
  ['da/ne, i/ili', 'да/не, и/или'],
  ['Rok: član 8.3 (24 sata)', 'Рок: члан 8.3 (24 сата)'],
  ['već na ćirilici: већ', 'већ на ћирилици: већ'],
])('%s is %s', (latin, cyrillic) => {
  expect(toCyrillic(latin)).toBe(cyrillic);
});

test.each([
  ['Pišite /refer ili /why 3.', 'Пишите /refer или /why 3.'],
  ['Otvorite https://primer.org/a?b=c#d odmah', 'Отворите https://primer.org/a?b=c#d одмах'],
  ['Pišite na sto@primer.org ili t.me/sto_bot', 'Пишите на sto@primer.org или t.me/sto_bot'],
  ['Obrasci E-1, E-4/2 i predmet QPS-2026-0001', 'Обрасци E-1, E-4/2 и предмет QPS-2026-0001'],
  ['Slika ili PDF do 20 MB, Telegram, Slack', 'Слика или PDF до 20 MB, Telegram, Slack'],
  ['Prilog II, datoteka izvestaj.pdf', 'Прилог II, датотека izvestaj.pdf'],
])('%s keeps what is typed or read in Latin', (latin, cyrillic) => {
  expect(toCyrillic(latin)).toBe(cyrillic);
});
