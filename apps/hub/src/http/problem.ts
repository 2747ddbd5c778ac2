import type { ServerResponse } from 'node:http';

/** What went wrong, before it is a document. */
export interface ProblemKind {
  readonly status: number;
  /** Stable, listed in docs/errors.md. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Where segue.yaml says what cannot be changed here. */
  readonly location?: { readonly file: string; readonly line: number; readonly endLine: number };
  /** Where there are several: one for each place. */
  readonly problems?: readonly { readonly pointer: string; readonly message: string }[];
}

/** RFC 9457, with our `code`. */
export interface ProblemDocument extends ProblemKind {
  readonly type: string;
}

export const toProblem = (kind: ProblemKind): ProblemDocument => ({
  type: `urn:segue:error:${kind.code}`,
  ...kind,
});

export function sendProblem(response: ServerResponse, problem: ProblemDocument): void {
  response.statusCode = problem.status;
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.end(JSON.stringify(problem));
}
