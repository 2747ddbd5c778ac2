/** The variables that the hub was started with. */
export class Environment {
  constructor(readonly values: Readonly<Record<string, string | undefined>>) {}
}
