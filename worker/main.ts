import { live } from '../main.ts';

// The clock's side alone: plans, reminds, relays, delivers.
await live(['worker']);
