import { atBothEnds, atOneEnd, type Fault } from "./fault.ts";

/** Nobody's outside address. */
const NOBODY = "198.18.255.254";

/** What keeps a tunnel down. */
export const TUNNEL_FAULTS: Readonly<Record<string, Fault>> = {
  "wrong key": atOneEnd(({ key }) => ({ key: `${key}x` })),
  "wrong peer address": atOneEnd(() => ({ remote: NOBODY })),
  "other encryption in phase 1": atPhase("phase1", "encryption", "aes128"),
  "other encryption in phase 2": atPhase("phase2", "encryption", "aes128"),
  "other integrity in phase 1": atPhase("phase1", "integrity", "sha512"),
  "no initiator": atBothEnds({ one: { initiates: false }, other: { initiates: false } }),
  "IKE versions that do not meet": atBothEnds({ one: { ikeVersions: [1] }, other: { ikeVersions: [2] } }),
};

function atPhase(phase: "phase1" | "phase2", kind: "encryption" | "integrity", only: string): Fault {
  return atOneEnd((end, far) =>
    far[phase][kind].includes(only) ? undefined : { [phase]: { ...end[phase], [kind]: [only] } },
  );
}
