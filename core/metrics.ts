import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type Metrics = ReturnType<typeof openMetrics>;

/** The figures of the program, in the registry given. Labels are words of ours: a channel, a room, a rule, a code. */
export function openMetrics(registry: Registry) {
  const registers = [registry];
  return {
    sent: new Counter({
      name: 'tryeza_messages_sent_total',
      help: 'Messages that a platform accepted',
      labelNames: ['channel'],
      registers,
    }),
    retried: new Counter({
      name: 'tryeza_chats_waiting_total',
      help: 'Times that a chat had to wait',
      labelNames: ['channel'],
      registers,
    }),
    spoken: new Counter({ name: 'tryeza_reminders_written_total', help: 'Reminders written to the outbox', registers }),
    faults: new Counter({ name: 'tryeza_faults_total', help: 'Faults by room', labelNames: ['room'], registers }),
    deadLetters: new Counter({
      name: 'tryeza_dead_letters_total',
      help: 'What failed for good',
      labelNames: ['room'],
      registers,
    }),
    owed: new Gauge({
      name: 'tryeza_messages_owed',
      help: 'Messages owed in chats and not sent, by channel',
      labelNames: ['channel'],
      registers,
    }),
    unreachable: new Gauge({
      name: 'tryeza_unreachable_people',
      help: 'People for whom messages wait without a chat, by who was told of it: the office, nobody, or no need to tell',
      labelNames: ['heard'],
      registers,
    }),
    planned: new Gauge({
      name: 'tryeza_steps_planned',
      help: 'Steps that the last plan put into the queue',
      registers,
    }),
    lateness: new Histogram({
      name: 'tryeza_step_lateness_seconds',
      help: 'From the instant of a step to its being written',
      buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 300, 3600],
      registers,
    }),
    acknowledged: new Histogram({
      name: 'tryeza_acknowledged_seconds',
      help: 'From an update to the commit of its answer',
      labelNames: ['channel'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
      registers,
    }),
  };
}
