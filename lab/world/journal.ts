/** One API call that a server of the lab answered. */
export interface JournalEntry {
  readonly sequence: number;
  /** Epoch milliseconds of the virtual clock. */
  readonly at: number;
  readonly cloud: "aws" | "gcp" | "azure";
  readonly service: string;
  readonly action: string;
  readonly account: string;
  readonly region: string;
  /** Who called: an ARN on AWS. */
  readonly principal: string;
  readonly write: boolean;
  readonly status: number;
  /** The error code of the answer, when it was an error. */
  readonly error?: string;
  /** The resources and values asked for; never secrets. */
  readonly params?: unknown;
}

/** Every call that reached the lab, in order. */
export class Journal {
  readonly entries: JournalEntry[] = [];
  #listeners: ((entry: JournalEntry) => void)[] = [];

  record(entry: Omit<JournalEntry, "sequence">): void {
    const numbered = { sequence: this.entries.length + 1, ...entry };
    this.entries.push(numbered);
    for (const tell of this.#listeners) tell(numbered);
  }

  /** Tells a listener of every call from now on. */
  onEntry(listener: (entry: JournalEntry) => void): void {
    this.#listeners.push(listener);
  }
}
