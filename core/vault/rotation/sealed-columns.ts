/**
 * Every column that holds bytes, and every token and hash, with what a rotation of VAULT_KEY has to do with it. A test
 * holds this against schema.prisma: whoever adds a column says here what becomes of it.
 *
 * `rotated`: brought under the first key, by `keyed` in core/vault-rotation.ts.
 * `under a data key`: opens by a data key of vault_key, which is wrapped anew; the column itself stays as it is.
 * `waited for`: made by a key and gone soon; the rotation waits until none is left.
 * `proof kept`: a keyed signature that may not be changed; the retired key's proof is kept to verify it.
 * `no key`: a hash that no key of VAULT_KEY has a part in.
 */
export const keyedColumns = {
  'vault_key.wrapped': 'rotated',
  'person.sealed_name': 'rotated',
  'channel_account.sealed_address': 'rotated',
  'channel_account.address_token': 'rotated',
  'name_token.token': 'rotated',
  'draft.sealed_answers': 'under a data key',
  'referral.sealed_answers': 'under a data key',
  'referral.sealed_late_reason': 'under a data key',
  'child.sealed_identity': 'under a data key',
  'filed_form.sealed': 'under a data key',
  'document.sealed_original': 'under a data key',
  'document.sealed_copy': 'under a data key',
  'question.sealed_question': 'under a data key',
  'question.sealed_answer': 'under a data key',
  'secure_link.hash': 'waited for',
  'audit_seal.seal': 'proof kept',
  'audit_seal.previous': 'proof kept',
  'audit_seal.heads': 'no key',
  'audit_entry.previous': 'no key',
  'audit_entry.hash': 'no key',
  'document.sha256': 'no key',
  'idempotency_key.request': 'no key',
  'invite.code_hash': 'waited for',
  'api_token.hash': 'no key',
} as const satisfies Readonly<Record<string, 'rotated' | 'under a data key' | 'waited for' | 'proof kept' | 'no key'>>;
