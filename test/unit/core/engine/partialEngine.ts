import type { Engine, EngineInfo } from '../../../../src/core/engine/engine.ts';

const notPartOfThisTest = (): never => {
  throw new Error('not part of this test');
};

/** An engine that can do what a test gives it, and nothing else. */
export function partialEngine(part: Partial<Engine> & { readonly info: EngineInfo }): Engine {
  return {
    host: 'gpu1',
    proxies: { ofDaemon: notPartOfThisTest },
    usage: { stats: notPartOfThisTest, roundTrip: notPartOfThisTest },
    listContainers: notPartOfThisTest,
    inspectContainer: notPartOfThisTest,
    startContainer: notPartOfThisTest,
    exec: notPartOfThisTest,
    watchContainers: notPartOfThisTest,
    get control() {
      return notPartOfThisTest();
    },
    get streams() {
      return notPartOfThisTest();
    },
    get images() {
      return notPartOfThisTest();
    },
    get volumes() {
      return notPartOfThisTest();
    },
    get creation() {
      return notPartOfThisTest();
    },
    get files() {
      return notPartOfThisTest();
    },
    ...part,
  };
}
