/**
 * Begins something, such as a transaction, that does not end before the function that it returns is called.
 *
 * @param work calls `pause` where it is to wait
 */
export async function holdOpen(
  work: (pause: () => Promise<void>) => Promise<unknown>,
): Promise<() => Promise<void>> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let done = Promise.resolve<unknown>(undefined);
  await new Promise<void>((resolve, reject) => {
    done = work(() => {
      resolve();
      return released;
    });
    done.catch(reject);
  });
  return async () => {
    release();
    await done;
  };
}
