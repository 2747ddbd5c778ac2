const REOPEN_MS = 10_000;

type Listeners = Readonly<Record<string, (data: string) => void>>;

/**
 * Listens to server-sent events. A browser comes back by itself, but for when it was refused.
 *
 * @returns what ends it
 */
export function watch(address: string, listeners: Listeners, onOpen?: () => void): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(address);
    source.onopen = () => onOpen?.();
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS);
    };
    for (const [type, listener] of Object.entries(listeners)) {
      source.addEventListener(type, (event: MessageEvent<string>) => listener(event.data));
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
