import type { Prisma, PrismaClient } from '../prisma/client/generated/client.ts';

/** The case store outside a transaction. */
export type Store = PrismaClient;

/** The case store inside the door's transaction. */
export type Transaction = Prisma.TransactionClient;

/** Either: for reads that both use. */
export type Db = Prisma.TransactionClient;
