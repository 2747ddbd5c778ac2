const REOPEN_MS = 10_000;

type Listeners = Readonly<Record<string, (data: string) => void>>;

/**
 * Listens to server-sent events. A browser comes back by itself and says what it got last, but for when it was refused: then
 * nobody knows what it missed, and `refresh` is heard.
 *
 * @param onOpen  at first, and after each time that it was cut off
 * @returns what ends it
 */
export function watch(address: string, listeners: Listeners, onOpen?: () => void): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (wasRefused: boolean) => {
    source = new EventSource(address);
    source.onopen = () => {
      if (wasRefused) listeners['refresh']?.('{}');
      onOpen?.();
    };
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS, true);
    };
    for (const [type, listener] of Object.entries(listeners)) {
      source.addEventListener(type, (event: MessageEvent<string>) => listener(event.data));
    }
  };
  open(false);
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
