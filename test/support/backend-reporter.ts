import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with a line that .ci/run compares between the queue's two backends. */
export default class BackendReporter implements Reporter {
  private readonly backend: string;

  constructor({ backend }: { backend: string }) {
    this.backend = backend;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const of = (state: string) => states.filter((found) => found === state).length;
    const broken = modules.filter(
      (module) => !module.ok() && [...module.children.allTests('failed')].length === 0,
    ).length;
    const unrun = of('skipped') + of('pending');
    console.log(
      `${this.backend} backend: ${states.length} tests, ${of('passed')} passed, ${of('failed') + broken} failed, ${unrun} skipped`,
    );
  }
}
