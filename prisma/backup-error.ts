/** The file or the database is not what it must be. Its message is for the operator and quotes nothing that is stored. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}
