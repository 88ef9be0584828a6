export type VaultFault =
  | 'bad-key'
  | 'unknown-key'
  | 'unknown-format'
  | 'does-not-open'
  | 'wrong-form'
  | 'not-serialisable';

/** A fault of the vault, never a refusal. Its message names keys by id and places by table and column, never content. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly fault: VaultFault;

  constructor(fault: VaultFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
