/** A message of the Segment spec. */
export type Message = Readonly<Record<string, unknown>>;

/** Segment's own limits are 2,500 messages and 500 KB. */
const BATCH_SIZE = 1_000;

/**
 * Posts messages as Segment's libraries do.
 *
 * @returns the number of requests
 */
export async function sendMessages(
  hubUrl: string,
  writeKey: string,
  messages: readonly Message[],
): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  let requests = 0;
  for (let start = 0; start < messages.length; start += BATCH_SIZE) {
    const batch = messages.slice(start, start + BATCH_SIZE);
    const response = await fetch(`${hubUrl}/v1/batch`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ batch, sentAt: new Date().toISOString() }),
    });
    if (!response.ok) throw new Error(`the hub answered ${response.status} to a batch`);
    requests += 1;
  }
  return requests;
}
