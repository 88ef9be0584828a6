import { describe, expect, test } from 'vitest';
import { LeakSearch } from './leak-search.ts';

const planted = 'Zymbylina Qershizade';

describe('the leak search', () => {
  test.each([
    ['raw', `{"text":"${planted} was seen"}`],
    ['in capitals', planted.toUpperCase()],
    ['in Cyrillic', 'зyмбyлина qерсхизаде'],
    ['in base64, wherever it stands', Buffer.from(`x${planted} and more`).toString('base64')],
    ['in base64, one letter further', Buffer.from(`xy${planted} and more`).toString('base64')],
    ['in base64, from the beginning', Buffer.from(planted).toString('base64')],
    ['in hex', Buffer.from(`--${planted}`).toString('hex')],
    ['in an address', `/cases?name=${encodeURIComponent(planted)}`],
  ])('finds a name that was planted %s', (_where, text) => {
    const search = new LeakSearch([planted]);
    search.look('here', text);
    expect(search.leaks.map((leak) => leak.place)).toContain('here');
  });

  test('finds it in JSON escapes and says where, never what', () => {
    const search = new LeakSearch(['Gjyljetë Shpëtimzade']);
    search.look('there', '"Gjyljet\\u00eb Shp\\u00ebtimzade"');
    expect(search.leaks).toEqual([{ place: 'there', writing: 'JSON escapes' }]);
  });

  test('finds nothing in what says nothing', () => {
    const search = new LeakSearch([planted]);
    search.look('here', 'QPR-2026-0001 · case-manager-24h');
    expect(search.leaks).toEqual([]);
    expect(search.places).toBe(1);
  });
});
