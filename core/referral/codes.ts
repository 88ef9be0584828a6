/** Annex 1 (Shtojca 1) of QRK 23/2023, part B: headings and what stands under each. "tjera" is said in words. */
export const categories = {
  KEQ: ['KEQ-fizike', 'KEQ-psikologjike', 'KEQ-seksuale', 'KEQ-ndeshkim', 'KEQ-pune', 'KEQ-rrembim', 'KEQ-tjera'],
  SEK: ['SEK-abuzim', 'SEK-trafikim', 'SEK-pornografi', 'SEK-tjera'],
  EMO: ['EMO-psikologjike', 'EMO-ngacmim', 'EMO-diskriminim', 'EMO-martese', 'EMO-tjera'],
  NEG: ['NEG-lenie', 'NEG-braktisje', 'NEG-tjera'],
} as const;
export type Heading = keyof typeof categories;
export const headings = Object.keys(categories) as Heading[];

/** ILO convention 182, article 3 (guide l.317-340). Without these: d, hazardous work, which is the form's own subject. */
export const worstForms = ['WF-a', 'WF-b', 'WF-c', 'WF-d'] as const;

/** Form E-3, section 2. */
export const sectors = [
  'street',
  'household',
  'agriculture',
  'forestry',
  'construction',
  'recycling',
  'natural-resources',
  'illegal-activities',
  'other',
] as const;

export const streetSituations = ['begging', 'selling', 'living', 'collecting', 'other'] as const;

/** With these nobody may copy or send pictures: the device is evidence. */
export const isSexual = (code: string): boolean => code === 'KEQ-seksuale' || code === 'WF-b' || code.startsWith('SEK');

const immediate = new Set<string>(['SEK-trafikim', 'SEK-pornografi', 'WF-a', 'WF-b', 'WF-c', 'illegal-activities']);

/**
 * Illegal activities, prostitution, pornography and trafficking need protection at once, without any assessment first
 * (guide l.2107-2109, footnote 17).
 */
export const isWorstForm = (code: string): boolean => immediate.has(code);
