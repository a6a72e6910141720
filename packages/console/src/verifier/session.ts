import { FILES_MAX } from "../limits.ts";
import type { Backend } from "./backend.ts";
import type { ReceiptCheck } from "./check.ts";
import type { AnswerCheck } from "./check-answer.ts";
import { classify, type Item } from "./classify.ts";
import { FileDigests } from "./file-digests.ts";
import { pair, subjectName } from "./pair.ts";
import {
  ContentIndex,
  demandOf,
  depositTags,
  digestsFor,
  type KnownDigests,
  plainDigests,
  type ReceiptWants,
  wantsOf,
} from "./plan.ts";
import { wantedKey } from "./protocol.ts";
import {
  type AnswerOutcome,
  type Notice,
  type Outcome,
  type Progress,
  readTrust,
  type SessionState,
  type TrustInUse,
} from "./session-state.ts";

const EMPTY = { items: [], notices: [], working: false, outcomes: [], answers: [], unpaired: [] };

/** Keeps what the person gave, and checks it anew after every change. */
export class Session {
  #state: SessionState;
  #run = 0;
  #receiptsDone = 0;
  #reading: ReadonlyMap<Item, number> = new Map();
  #startedAt = 0;
  readonly #embedded: TrustInUse | null;
  readonly #backend: Backend;
  readonly #digests: FileDigests;
  readonly #onChange: () => void;
  readonly #onProgress: () => void;

  constructor(options: {
    readonly backend: Backend;
    /** Text of the trust file inside the page, if there is one. */
    readonly trust: string | null;
    readonly onChange: () => void;
    readonly onProgress: () => void;
  }) {
    this.#backend = options.backend;
    this.#onChange = options.onChange;
    this.#onProgress = options.onProgress;
    this.#digests = new FileDigests(options.backend, options.onProgress);
    const { trust } = options;
    this.#embedded = trust === null ? null : readTrust(new TextEncoder().encode(trust), null);
    this.#state = { ...EMPTY, trust: this.#embedded };
  }

  get state(): SessionState {
    return this.#state;
  }

  get progress(): Progress {
    let bytesDone = 0;
    let bytesTotal = 0;
    let reading: string | null = null;
    for (const [item, wanted] of this.#reading) {
      const done =
        this.#digests.known(item).size >= wanted ? item.file.size : this.#digests.bytesRead(item);
      bytesDone += done;
      bytesTotal += item.file.size;
      if (done < item.file.size) reading ??= item.name;
    }
    const receiptsTotal = this.#state.items.filter(({ kind }) => kind === "receipt").length;
    const receiptsDone = this.#receiptsDone;
    return {
      bytesDone,
      bytesTotal,
      reading,
      receiptsDone,
      receiptsTotal,
      startedAt: this.#startedAt,
    };
  }

  /** Takes files in, says what each is, and checks. */
  async add(files: readonly File[]): Promise<void> {
    const room = FILES_MAX - this.#state.items.length;
    const notices: Notice[] = files.length > room ? [{ kind: "too-many" }] : [];
    const items: Item[] = [];
    let { trust } = this.#state;
    for (const file of files.slice(0, room)) {
      try {
        const item = await classify(file);
        if (item.bytes !== null && item.kind === "trust") trust = readTrust(item.bytes, item.name);
        else items.push(item);
      } catch (error) {
        notices.push({ kind: noticeOf(error), name: file.name });
      }
    }
    this.#set({ items: [...this.#state.items, ...items], trust, notices });
    await this.check();
  }

  /** Says something beside what is there. */
  notify(notice: Notice): void {
    this.#set({ notices: [...this.#state.notices, notice] });
  }

  /** One digest of a file, hex. @throws DOMException, Error when the file cannot be read */
  async digestOf(item: Item, alg: string): Promise<string> {
    await this.#digests.ensure(item, [{ alg }]);
    return plainDigests(this.#digests.known(item)).get(alg) ?? "";
  }

  /** Takes one item out and checks the rest. */
  async remove(key: string): Promise<void> {
    const gone = this.#state.items.find((item) => item.key === key);
    if (gone === undefined) return;
    this.#digests.cancel(gone);
    this.#set({ items: this.#state.items.filter((item) => item !== gone), notices: [] });
    await this.check();
  }

  /** Forgets the trust file that was given, back to the one inside the page. */
  async removeTrust(): Promise<void> {
    this.#set({ trust: this.#embedded, notices: [] });
    await this.check();
  }

  /** Begins anew. */
  clear(): void {
    this.#run++;
    this.#digests.cancel();
    this.#set({ ...EMPTY, trust: this.#embedded });
  }

  /** Stops the work under way; nothing is decided. */
  cancel(): void {
    this.#run++;
    this.#digests.cancel();
    this.#set({
      working: false,
      outcomes: [],
      answers: [],
      unpaired: [],
      notices: [{ kind: "cancelled" }],
    });
  }

  /** Checks everything that is there. A later call makes an earlier one void. */
  async check(): Promise<void> {
    const run = ++this.#run;
    const { items, trust } = this.#state;
    const of = (kind: Item["kind"]) => items.filter((item) => item.kind === kind);
    const receipts = of("receipt").map(wantsOf);
    const answers = of("answer");
    if (receipts.length + answers.length === 0) {
      this.#set({ working: false, outcomes: [], answers: [], unpaired: of("file") });
      return;
    }
    this.#receiptsDone = 0;
    this.#startedAt = performance.now();
    this.#set({ working: true });
    const candidates = subjects(items, receipts);
    const files = await this.#readFiles(candidates, receipts, answers.flatMap(depositTags));
    if (run !== this.#run) return;
    const pairs = this.#pair(receipts, files);
    const text = trust?.text ?? null;
    const outcomes = await Promise.all(
      receipts.map(({ item }) => this.#verify(item, pairs.get(item.key) ?? null, text)),
    );
    const answered = await Promise.all(answers.map((answer) => this.#answer(answer, files, text)));
    if (run !== this.#run) return;
    const taken = new Set([...pairs.values(), ...answered.flatMap(spokenOf)]);
    const unpaired = of("file").filter((file) => !taken.has(file));
    this.#set({ working: false, outcomes, answers: answered, unpaired });
  }

  /** Computes what the receipts ask for, and returns the files that could be read. */
  async #readFiles(
    files: readonly Item[],
    receipts: readonly ReceiptWants[],
    tags: readonly string[],
  ): Promise<Item[]> {
    const demand = demandOf(receipts, tags);
    const wanted = new Map(files.map((file) => [file, digestsFor(file, files.length, demand)]));
    this.#reading = new Map([...wanted].map(([file, { length }]) => [file, length]));
    const settled = await Promise.allSettled(
      [...wanted].map(([file, digests]) => this.#digests.ensure(file, digests)),
    );
    const unreadable = files.filter((_, at) => failed(settled[at]));
    if (unreadable.length > 0) {
      const notices = unreadable.map(({ name }): Notice => ({ kind: "unreadable", name }));
      this.#set({ notices: [...this.#state.notices, ...notices] });
    }
    return files.filter((file) => !unreadable.includes(file));
  }

  #pair(receipts: readonly ReceiptWants[], files: readonly Item[]): Map<string, Item> {
    const wants = new Map(receipts.map((receipt) => [receipt.item.key, receipt]));
    const byKey = new Map(files.map((file) => [file.key, file]));
    const index = new ContentIndex();
    for (const file of files) index.add(file, this.#digests.known(file));
    const items = receipts.map(({ item }) => item);
    const pairs = pair(items, files, ({ key }) => index.matching(wants.get(key) as ReceiptWants));
    return new Map(
      [...pairs].flatMap(([receipt, file]) => {
        const item = byKey.get(file);
        return item === undefined ? [] : [[receipt, item] as const];
      }),
    );
  }

  async #verify(receipt: Item, file: Item | null, trust: string | null): Promise<Outcome> {
    const wants = wantsOf(receipt);
    const known = file === null ? new Map<string, Uint8Array>() : this.#digests.known(file);
    const facts = file && { digests: digestsByTag(wants, known), size: file.file.size };
    const bytes = receipt.bytes ?? new Uint8Array();
    const check = await this.#backend.run({ kind: "verify", receipt: bytes, file: facts, trust });
    this.#receiptsDone++;
    this.#onProgress();
    return { receipt, file, check: check as ReceiptCheck };
  }

  async #answer(
    answer: Item,
    files: readonly Item[],
    trust: string | null,
  ): Promise<AnswerOutcome> {
    const bytes = answer.bytes ?? new Uint8Array();
    const check = await this.#backend.run({ kind: "answer", answer: bytes, trust });
    const known = files.map((item) => ({ item, digests: plainDigests(this.#digests.known(item)) }));
    return { answer, check: check as AnswerCheck, files: known };
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    this.#onChange();
  }
}

function noticeOf(error: unknown): "bad-trust" | "bad-certificate" | "unreadable" {
  const name = error instanceof Error ? error.name : "";
  if (name === "TrustError") return "bad-trust";
  return name === "BadCertificate" ? "bad-certificate" : "unreadable";
}

/** Files to be checked, and receipts that are themselves the subject of a receipt here. */
function subjects(items: readonly Item[], receipts: readonly ReceiptWants[]): Item[] {
  const names = new Set(receipts.map(({ item }) => subjectName(item.name)));
  return items.filter(({ kind, name }) => kind === "file" || names.has(name.normalize("NFC")));
}

/** Files whose digest an answer names. */
function spokenOf({ check, files }: AnswerOutcome): Item[] {
  const named = check.records.flatMap(({ deposit }) => deposit ?? []);
  return files
    .filter(({ digests }) => named.some(({ alg, digest }) => digests.get(alg) === digest))
    .map(({ item }) => item);
}

/** The digests as verify() wants them: by tag, since one receipt has at most one salt. */
function digestsByTag({ wanted }: ReceiptWants, known: KnownDigests): [string, Uint8Array][] {
  return wanted.flatMap((one): [string, Uint8Array][] => {
    const value = known.get(wantedKey(one));
    return value === undefined ? [] : [[one.alg, value]];
  });
}

/** A cancelled reading is no failure of the file. */
function failed(settled: PromiseSettledResult<void> | undefined): boolean {
  if (settled?.status !== "rejected") return false;
  return !(settled.reason instanceof DOMException && settled.reason.name === "AbortError");
}
