/** Offers bytes to the reader as a file to save. */
export function saveBytes(
  bytes: Uint8Array | Blob,
  name: string,
  type = "application/octet-stream",
): void {
  const blob = bytes instanceof Blob ? bytes : new Blob([new Uint8Array(bytes)], { type });
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of the bytes once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
