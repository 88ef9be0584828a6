import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Ends the run with what failed, and a line that .ci/run compares between the queue's two backends. */
export default class BackendReporter implements Reporter {
  private readonly backend: string;

  constructor({ backend }: { backend: string }) {
    this.backend = backend;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const broken = modules.filter((module) => !module.ok() && [...module.children.allTests('failed')].length === 0);
    const failed = tests.filter((test) => test.result().state === 'failed');
    // Once more at the very end, where a reader of a cut log still sees them.
    for (const test of failed) console.log(`${this.backend} backend: FAILED ${nameOf(test)}`);
    for (const module of broken) console.log(`${this.backend} backend: BROKEN ${module.relativeModuleId}`);
    const of = (state: string) => tests.filter((test) => test.result().state === state).length;
    console.log(
      `${this.backend} backend: ${tests.length} tests, ${of('passed')} passed, ${failed.length + broken.length} failed, ${of('skipped') + of('pending')} skipped`,
    );
  }
}

/** The words of the tests are ours; of an error only its first line is told. */
function nameOf(test: TestCase): string {
  const [error] = test.result().errors ?? [];
  return `${test.module.relativeModuleId} > ${test.fullName}: ${(error?.message ?? '').split('\n')[0]?.slice(0, 300)}`;
}
