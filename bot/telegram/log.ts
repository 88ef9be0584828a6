/** Where the channel says how it fares: codes and update ids only. A pino logger fits. */
export interface Log {
  info(fields: Readonly<Record<string, string | number>>, what: string): void;
  warn(fields: Readonly<Record<string, string | number>>, what: string): void;
}
