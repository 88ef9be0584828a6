/** Nearest-rank percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const rounded = (value: number, digits = 1): string => value.toFixed(digits);

/** A Markdown table, ready for docs/measurements.md. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Slack wants its acknowledgement inside this time. */
const slackMs = 3_000;

/** Times in ms of each way, beside the bare way. */
export function acknowledgements(
  measured: readonly (readonly [string, readonly number[]])[],
  bare: readonly [string, readonly number[]] | undefined,
): string {
  const rows = measured.map(([name, times]) => {
    const at = (share: number) => `${rounded(percentile(times, share))} ms`;
    const ratio = bare ? rounded(percentile(times, 0.5) / percentile(bare[1], 0.5), 2) : '';
    return [name, at(0.5), at(0.99), at(0.999), ratio, `${rounded(slackMs / percentile(times, 0.999), 0)} ×`];
  });
  const goal = `${slackMs / 1000} s is so many p99.9 (goal ≥ 10)`;
  return table(['', 'p50', 'p99', 'p99.9', 'p50 against bare', goal], rows);
}
