import type { Tags } from "../resources.ts";

/** All that an account has of transit gateways in a region. */
export interface Transit {
  readonly gateways: Map<string, TransitGateway>;
  readonly vpcAttachments: Map<string, VpcAttachment>;
  readonly tables: Map<string, TransitTable>;
}

export interface TransitGateway {
  readonly id: string;
  readonly asn: number;
  readonly description: string | undefined;
  /** The tables that new attachments are associated with and propagate to; undefined where that is turned off. */
  readonly associates: string | undefined;
  readonly propagates: string | undefined;
  /** Other options, which the lab shows and nothing more. */
  readonly options: Readonly<Record<string, string>>;
  readonly createdAt: number;
  deletedAt?: number;
  readonly tags: Tags;
}

export interface VpcAttachment {
  readonly id: string;
  readonly gatewayId: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly createdAt: number;
  deletedAt?: number;
  readonly tags: Tags;
}

/** A route table of a transit gateway: all of its routes come from attachments. */
export interface TransitTable {
  readonly id: string;
  readonly gatewayId: string;
  readonly createdAt: number;
  /** Ids of the attachments whose traffic it routes, and of those whose routes it takes. */
  readonly associated: Set<string>;
  readonly propagating: Set<string>;
  readonly tags: Tags;
}

export function noTransit(): Transit {
  return { gateways: new Map(), vpcAttachments: new Map(), tables: new Map() };
}
