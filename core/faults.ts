/** A failure: thrown at a provider's edge, routed by name in the state machines. */
export abstract class Fault extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
  }
}

/** The cloud asked us to slow down; the same call later will do. */
export class Throttled extends Fault {
  override readonly name = "Throttled";
}

/** What we made or wait for is not visible everywhere yet; the same call later will do. */
export class NotYetVisible extends Fault {
  override readonly name = "NotYetVisible";
}

/** Another operation on the same network is under way; the same call later will do. */
export class Busy extends Fault {
  override readonly name = "Busy";
}

/** Something that is not ours is in the way. */
export class Conflict extends Fault {
  override readonly name = "Conflict";
}

/** Policy, consent or permission says no. */
export class Refused extends Fault {
  override readonly name = "Refused";
}

/** The two networks' address spaces overlap. */
export class Overlap extends Fault {
  override readonly name = "Overlap";
}

/** A limit of the cloud is reached. */
export class QuotaExceeded extends Fault {
  override readonly name = "QuotaExceeded";
}

/** The input, or what the cloud says of it, can never work as it is. */
export class Invalid extends Fault {
  override readonly name = "Invalid";
}

/** The intent changed while we worked: what was done may be out of date, so plan again. */
export class Superseded extends Fault {
  override readonly name = "Superseded";
}

export type FaultName =
  | "Throttled"
  | "NotYetVisible"
  | "Busy"
  | "Conflict"
  | "Refused"
  | "Overlap"
  | "QuotaExceeded"
  | "Invalid"
  | "Superseded";
