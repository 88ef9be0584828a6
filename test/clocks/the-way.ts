import type { Somebody, World } from '../support/world.ts';

/** The way of a report as its people go it: by taps and a few words in their chats. */

/** Everything that has to be answered, up to where the report can be sent. */
export async function isWritten(teacher: Somebody): Promise<void> {
  await teacher.command('refer');
  await teacher.taps('choose:no');
  await teacher.says('the school at the river');
  await teacher.says('falls asleep, works at night');
  await teacher.taps('skip');
  await teacher.says('now');
}

export async function isSent(teacher: Somebody): Promise<void> {
  await teacher.taps('summary');
  await teacher.taps('send');
}

export async function isReported(world: World): Promise<void> {
  await isWritten(world.as('teacher'));
  await isSent(world.as('teacher'));
}

export async function isReportedInDanger(world: World): Promise<void> {
  const teacher = world.as('teacher');
  await teacher.command('refer');
  await teacher.taps('choose:yes');
  await teacher.says('the house behind the market');
  await teacher.says('beaten this morning');
  await teacher.taps('skip');
}

export async function isAssigned(world: World): Promise<void> {
  const head = world.as('head');
  await head.taps('assign');
  await head.taps(`assign:${world.as('manager-1').personId}`);
}

export async function isAccepted(world: World): Promise<void> {
  await world.as('manager-1').taps('accept');
}

export async function isAssessed(world: World, risk: 'high' | 'low' | 'trafficking' = 'low'): Promise<void> {
  const manager = world.as('manager-1');
  await manager.taps('initial-assessment');
  await manager.says('now');
  if (risk === 'trafficking') {
    await manager.taps('choose:trafficking');
  } else {
    await manager.taps('choose:none');
    await manager.taps(`choose:${risk}`);
    await manager.taps('choose:street');
    await manager.taps('done');
    await manager.taps('choose:hours');
    await manager.taps('done');
    await manager.taps('skip');
    await manager.taps('skip');
  }
  await manager.says('what was seen and heard');
  await manager.taps('send');
}

export async function isVisited(world: World): Promise<void> {
  const manager = world.as('manager-1');
  await manager.taps('home-visit');
  await manager.says('now');
  await manager.taps('choose:child');
  await manager.taps('done');
  await manager.says('the child was at home');
  await manager.taps('skip');
  await manager.taps('send');
}

export async function isAssessedFully(world: World): Promise<void> {
  const manager = world.as('manager-1');
  await manager.taps('comprehensive-assessment');
  await manager.says('now');
  for (const indicator of ['safe', 'fed', 'at school', 'with an aunt', 'among friends']) await manager.says(indicator);
  await manager.taps('choose:low');
  await manager.taps('send');
}

export async function isProtected(world: World): Promise<void> {
  const manager = world.as('manager-1');
  await manager.taps('immediate-action');
  await manager.says('now');
  await manager.says('brought away from there');
  await manager.says('the manager and the police');
  await manager.taps('choose:relatives');
  await manager.taps('skip');
  await manager.taps('choose:yes');
  await manager.taps('choose:not-needed');
  await manager.taps('send');
}

/** The desk of the only case, from the list of cases: each thing that can be done has its button there. */
export async function opensDesk(world: World, persona = 'manager-1'): Promise<void> {
  const { number } = await world.store.case.findFirstOrThrow();
  const somebody = world.as(persona);
  await somebody.command('cases');
  await somebody.taps(`case:${number}`);
}
