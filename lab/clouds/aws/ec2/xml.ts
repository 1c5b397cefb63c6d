import { XMLBuilder } from "fast-xml-parser";
import type { AwsError } from "../aws-error.ts";
import type { WireAnswer } from "../wire.ts";

export type XmlValue = string | number | boolean | XmlTree | XmlList;

/** Elements by name; those that are undefined are left out. */
export interface XmlTree {
  readonly [name: string]: XmlValue | undefined;
}

export interface XmlList {
  readonly item: readonly (XmlTree | string)[];
}

const NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: true });

/** A list as EC2 writes it: each entry in an `<item>`. */
export function list(item: readonly XmlTree[]): XmlList {
  return { item };
}

export function xmlAnswer(action: string, requestId: string, body: XmlTree): WireAnswer {
  return wire(200, requestId, { [`${action}Response`]: { "@_xmlns": NAMESPACE, requestId, ...body } });
}

export function xmlError(error: AwsError, requestId: string): WireAnswer {
  const Errors = { Error: { Code: error.code, Message: error.message } };
  return { ...wire(error.status, requestId, { Response: { Errors, RequestID: requestId } }), error: error.code };
}

function wire(status: number, requestId: string, tree: XmlTree): WireAnswer {
  const headers = { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": requestId };
  return { status, headers, body: DECLARATION + builder.build(tree) };
}
