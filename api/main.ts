import { live } from '../main.ts';

// The office's side alone: API and pages.
await live(['api']);
