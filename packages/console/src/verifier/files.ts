import { FILES_MAX } from "../limits.ts";

/** Files that were dropped or pasted, those of folders included, in the order of their names. */
export async function filesOf(transfer: DataTransfer): Promise<File[]> {
  // Entries must be asked for before the first await: the transfer is empty afterwards.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...transfer.files];
  if (!entries.some((entry) => entry?.isDirectory === true)) return plain;
  const found: File[] = [];
  for (const entry of entries) {
    if (entry !== null) await collect(entry, found);
  }
  return found;
}

async function collect(entry: FileSystemEntry, found: File[]): Promise<void> {
  if (found.length > FILES_MAX) return;
  if (entry.isFile) {
    found.push(await fileOf(entry as FileSystemFileEntry));
  } else if (entry.isDirectory) {
    for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) {
      await collect(child, found);
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader hands a directory over in portions; an empty portion is the last. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0 || children.length > FILES_MAX) return children;
    children.push(...portion);
  }
}
