/** Where the channel says how it fares: codes and ids of updates only. A pino logger fits. */
export interface Log {
  info(fields: Readonly<Record<string, string | number>>, what: string): void;
  warn(fields: Readonly<Record<string, string | number>>, what: string): void;
}
