/** Milliseconds after which the browser has begun to write a file and its copy in memory may go. */
const HANDED_OVER = 60_000;

/** Lets the browser download an address of this service, without leaving the page. */
export function saveAddress(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = ""; // the server says the name
  document.body.append(link);
  link.click();
  link.remove();
}

/** Lets the browser save bytes that the page has. */
export function saveBlob(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), HANDED_OVER);
}
