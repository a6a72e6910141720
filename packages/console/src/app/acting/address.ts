/** A call that is to be put to the vote, as JSON. */
export interface PlannedCall {
  /** Full name, such as `membership.suspend-organisation`. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What the page of an action is opened with. */
export interface ActSearch {
  /** Members of the input that stand fast: shown, and not asked for. */
  readonly known?: Readonly<Record<string, unknown>>;
  /** What the form begins with. */
  readonly suggested?: Readonly<Record<string, unknown>>;
  /** Page to go back to. */
  readonly back?: string;
  /** Calls that the same proposal has already. */
  readonly calls?: readonly PlannedCall[];
}

/** Address of the form of an action. */
export function actAddress(action: string, search: ActSearch = {}): string {
  return `/act/${action.replace(".", "/")}${searchText(search)}`;
}

/** Address of the page where a proposal of these calls is made. */
export function proposalAddress(calls: readonly PlannedCall[]): string {
  return `/governance/new${searchText({ calls })}`;
}

function searchText(search: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined) {
      parameters.set(name, typeof value === "string" ? value : JSON.stringify(value));
    }
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** The calls in an address, as far as they are calls. */
export function callsIn(value: unknown): readonly PlannedCall[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (one): one is PlannedCall =>
      isGroup(one) && typeof one["action"] === "string" && isGroup(one["input"]),
  );
}

/** A group in an address; nothing for anything else. */
export function groupIn(value: unknown): Readonly<Record<string, unknown>> {
  return isGroup(value) ? value : {};
}

/** A page of this console in an address: never another site. */
export function pageIn(value: unknown): string | undefined {
  return typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : undefined;
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
