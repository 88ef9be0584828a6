import { live } from '../main.ts';

// The people's side alone: Telegram, and answers at once.
await live(['bot']);
