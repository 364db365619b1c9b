/** The test runner cannot take an element out of the page: a failure that compares elements would stop it without a word. */
afterEach(function () {
  const error = this.currentTest?.err as {actual?: unknown; expected?: unknown} | undefined;
  for (const side of ['actual', 'expected'] as const) {
    const value = error?.[side];
    if (error && value instanceof Node) error[side] = value.nodeName;
  }
});
