/** Resolves when the person presses Ctrl-C or asks the program to end. */
export function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      resolve();
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
    process.once('SIGHUP', end);
  });
}
