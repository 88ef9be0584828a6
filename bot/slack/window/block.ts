/**
 * An input's block bears its field's name, and an ending where the program put something else into it: the platform keeps
 * what stood in a block of the same name, whatever is preset.
 */
export const blockPreset = (field: string, at: Date): string => `${field}@${Math.floor(at.getTime() / 1000)}`;

export const fieldOf = (block: string): string => block.replace(/@\d+$/, '');
