/** Regions without availability zones, of those that people use ("Azure regions list"); all others have three. */
const WITHOUT = new Set([
  ...["westus", "northcentralus", "westcentralus", "canadaeast", "ukwest", "brazilsoutheast", "southindia"],
  ...["westindia", "koreasouth", "southafricawest", "australiacentral", "australiasoutheast"],
  ...["francesouth", "germanynorth", "norwaywest", "switzerlandwest", "uaecentral"],
]);

export function hasZones(location: string): boolean {
  return !WITHOUT.has(location.replaceAll(" ", "").toLowerCase());
}
