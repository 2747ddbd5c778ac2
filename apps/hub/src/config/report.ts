/** Keys and indices from the top of the file to a place in it. */
export type Path = readonly (string | number)[];

export interface Finding {
  readonly path: Path;
  readonly message: string;
  /** Whether the key is wrong, or what it holds. A place that does not exist stands for the one it is missing from. */
  readonly part: 'key' | 'value';
}

/** What the checks gather while they go on behind a problem, so that all are reported at once. */
export class Report {
  private readonly all: Finding[] = [];
  private readonly unknown = new Set<string>();

  get findings(): readonly Finding[] {
    return this.all;
  }

  refuse(path: Path, message: string, part: Finding['part'] = 'value'): void {
    if (!this.unknown.has(JSON.stringify(path))) this.all.push({ path, message, part });
  }

  /** Refuses a value that could not be made out: nothing further is said of it, whatever was put in its place. */
  refuseUnknown(path: Path, message: string): void {
    this.all.push({ path, message, part: 'value' });
    this.unknown.add(JSON.stringify(path));
  }
}

/** `connections[0].settings.baseUrl` */
export const toText = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[\w-]+$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
