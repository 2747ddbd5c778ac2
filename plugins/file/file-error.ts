import { ConfigError, ConnectorError, toConnectorError, TransientError } from '@segue/sdk';

/** What a failed call of the operating system or of zlib means for the connection. */
export function toFileError(error: unknown, path: string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const code = systemCodeOf(error);
  if (code === undefined) return toConnectorError(error);
  if (code === 'Z_BUF_ERROR') {
    return new TransientError(
      `${path} ends within its compressed data: is it still being written?`,
    );
  }
  if (code.startsWith('Z_')) {
    return pathError(path, 'is not gzip, or damaged: write it again');
  }
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return pathError(path, 'does not exist');
    case 'EACCES':
    case 'EPERM':
      return pathError(path, 'may not be read: give the user that runs the hub the right to');
    default:
      return new TransientError(`${path} could not be read: ${code}`, { cause: error });
  }
}

export const pathError = (path: string, problem: string): ConfigError =>
  new ConfigError(`${path} ${problem}`, { path: problem });

/** `ENOENT`, `Z_DATA_ERROR` …; undefined for an error that comes from neither the operating system nor zlib. */
export function systemCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if (!('errno' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
