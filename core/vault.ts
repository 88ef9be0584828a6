/**
 * The vault: what is known of children, families and reporters is stored sealed and found by keyed tokens.
 * Pure functions over bytes; whoever calls stores them. A rotation of VAULT_KEY is done with when no row
 * `needsRewrap` or `needsReseal`: a job that rewraps a row writes its tokens anew in the same transaction.
 */
export * from './vault/blind-index.ts';
export * from './vault/data-key.ts';
export * from './vault/derived-code.ts';
export * from './vault/folding.ts';
export { type Keyring, makeVaultKey, openKeyring, type VaultKey } from './vault/keyring.ts';
export * from './vault/proof.ts';
export * from './vault/reference.ts';
export * from './vault/seal.ts';
export * from './vault/secret-code.ts';
export * from './vault/vault-error.ts';
