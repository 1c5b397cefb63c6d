import type { Ec2Action } from "./action.ts";
import { invalidValue } from "./errors.ts";
import { DRY_RUN, texts } from "./form.ts";
import { list } from "./xml.ts";

const ATTRIBUTES: Readonly<Record<string, string>> = {
  "supported-platforms": "VPC",
  "default-vpc": "none",
  "vpc-max-security-groups-per-interface": "5",
};

export const describeAccountAttributes: Ec2Action = {
  parameters: [...DRY_RUN, "AttributeName.n"],
  run({ form }) {
    const asked = texts(form, "AttributeName");
    const unknown = asked.find((name) => !Object.hasOwn(ATTRIBUTES, name));
    if (unknown !== undefined) throw invalidValue(`Value (${unknown}) for parameter attributeName is invalid.`);
    const shown = Object.entries(ATTRIBUTES).filter(([name]) => asked.length === 0 || asked.includes(name));
    return {
      accountAttributeSet: list(
        shown.map(([attributeName, attributeValue]) => ({
          attributeName,
          attributeValueSet: list([{ attributeValue }]),
        })),
      ),
    };
  },
};
