interface Greeting {
  /** Where people reach it. */
  readonly address: string;
  /** Where it listens: another address when there is a proxy before it. */
  readonly listensAt: string;
  /** On which the first owner sets a password; undefined when there is somebody who can sign in. */
  readonly setUpLink: string | undefined;
}

/** What is printed when the hub can be reached, with room around it so that it stands out of the log. */
export function greeting({ address, listensAt, setUpLink }: Greeting): string {
  const lines = [
    `Segue is running at ${address}`,
    `Open it in a browser. What programs can ask it is at ${address}/api/docs`,
    ...(listensAt === address ? [] : [`It listens at ${listensAt}`]),
  ];
  if (setUpLink !== undefined) {
    lines.push(
      '',
      'Nobody can sign in yet. Make the account of the first owner here, within 30 minutes:',
      setUpLink,
    );
  }
  return `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}
