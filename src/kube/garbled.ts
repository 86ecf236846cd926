/** Bytes that are not what they claim to be; `message` completes "HOST sent …". Becomes a KubeError where the host is known. */
export class GarbledError extends Error {
  override readonly name = 'GarbledError';
}
