/** Base64url of random bytes. `randomUUID` and `subtle` need HTTPS, which a hub on a town's LAN may not have. */
export function randomText(byteCount: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(byteCount));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

/** 128 bits: a command id that no other device makes by accident. */
export const newCommandId = (): string => randomText(16);

/** 256 bits: the credential a device bears. */
export const newDeviceKey = (): string => randomText(32);
