import type { ComponentChildren } from 'preact';

/** One answer of a list of answers, under its label. */
export function Line({ label, children }: { label: string; children?: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
