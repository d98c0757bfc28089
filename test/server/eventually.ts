/** Waiting for what others do, apart from the test server so that browser tests can use it without its code. */

/** Asks again until the answer satisfies; fails with the last answer after the time. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isDone: (answer: T) => boolean,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    if (performance.now() > deadline)
      throw new Error(`not within ${timeoutMs} ms; last: ${JSON.stringify(answer).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
