import * as z from "zod";
import { alreadyExists, invalidField, notFound, notReady } from "../../gcp-error.ts";
import { numericId } from "../../ids.ts";
import { type Call, type Method, param } from "../../method.ts";
import { pacificTime } from "../../timestamps.ts";
import { listing, mutation, reading } from "../compute-method.ts";
import { firewallPath, link, networkPath } from "../links.ts";
import { refuseBadName } from "../names.ts";
import type { OperationFailure } from "../operations/operations.ts";
import { referencedNetwork } from "../referenced-network.ts";
import type { Firewall } from "../resources.ts";
import type { Compute, Project } from "../state.ts";
import { type FirewallBody, firewallPatch, firewallToInsert } from "./firewall-body.ts";
import { completeContent } from "./firewall-content.ts";

const PATH = "global/firewalls";
const SECONDS = 5;

export function firewallMethods(compute: Compute): Method[] {
  return [
    reading(compute, {
      ...{ name: "firewalls.get", path: `${PATH}/{firewall}` },
      run: (call, project) => render(find(project, call)),
    }),
    listing(compute, {
      ...{ name: "firewalls.list", path: PATH, kind: "firewall" },
      items: ({ firewalls }) => [...firewalls.values()].map(render),
      home: ({ id }) => `projects/${id}/${PATH}`,
    }),
    mutation(compute, {
      ...{ name: "firewalls.insert", verb: "POST", path: PATH, body: firewallToInsert },
      run: (call, project) => insert(compute, project, call.body),
    }),
    mutation(compute, {
      ...{ name: "firewalls.patch", verb: "PATCH", path: `${PATH}/{firewall}`, body: firewallPatch },
      run: (call, project) => patch(compute, find(project, call), call.body),
    }),
    mutation(compute, {
      ...{ name: "firewalls.delete", verb: "DELETE", path: `${PATH}/{firewall}`, body: z.unknown() },
      run: (call, project) => {
        const firewall = find(project, call);
        return change(compute, firewall, "delete", () => {
          project.firewalls.delete(firewall.name);
          return undefined;
        });
      },
    }),
  ];
}

function find(project: Project, call: Call): Firewall {
  const name = param(call, "firewall");
  const found = [...project.firewalls.values()].find((firewall) => firewall.name === name || firewall.id === name);
  if (found === undefined) throw notFound(firewallPath(project.id, name));
  return found;
}

function render({ id, name, project, createdAt, description = "", network, content }: Firewall) {
  return {
    ...{ kind: "compute#firewall", id, creationTimestamp: pacificTime(createdAt), name, description },
    ...{ network: link(networkPath(project, network)), ...content, selfLink: link(firewallPath(project, name)) },
  };
}

function insert(compute: Compute, project: Project, body: z.infer<typeof firewallToInsert>) {
  const { name, description } = body;
  refuseBadName("resource.name", name);
  const network = referencedNetwork(compute, project, body.network);
  const home = networkPath(network.project, network.name);
  if (compute.operations.isChanging(home)) throw notReady(home);
  const content = completeContent(body);
  if (project.firewalls.has(name)) throw alreadyExists(firewallPath(project.id, name));
  const firewall: Firewall = {
    ...{ id: numericId(compute.random), name, project: project.id, createdAt: compute.clock.now() },
    ...{ description, network: network.name, content },
  };
  const begun = change(compute, firewall, "insert", () => undefined);
  project.firewalls.set(name, firewall);
  return begun;
}

/** Fields that are left out stay; lists are replaced. A rule's name, network and direction are for good. */
function patch(compute: Compute, firewall: Firewall, body: FirewallBody) {
  const fixed = { name: firewall.name, direction: firewall.content.direction };
  for (const field of ["name", "direction"] as const) {
    if (body[field] === undefined || body[field] === fixed[field]) continue;
    throw invalidField(`resource.${field}`, body[field], "This field cannot be changed");
  }
  if (body.network !== undefined && compute.networkAt(body.network, firewall.project)?.name !== firewall.network) {
    throw invalidField("resource.network", body.network, "This field cannot be changed");
  }
  const said = JSON.parse(JSON.stringify({ ...firewall.content, ...withoutOther(body) }));
  const content = completeContent(firewallPatch.parse(said));
  return change(compute, firewall, "patch", () => {
    firewall.content = content;
    return undefined;
  });
}

/** A patch that allows ends what was denied, and the reverse. */
function withoutOther(body: FirewallBody): object {
  if (body.allowed?.length) return { denied: undefined, ...body };
  return body.denied?.length ? { allowed: undefined, ...body } : body;
}

function change(compute: Compute, firewall: Firewall, type: string, finish: () => OperationFailure | undefined) {
  const target = firewallPath(firewall.project, firewall.name);
  if (compute.operations.isChanging(target)) throw notReady(target);
  return { type, target, targetId: firewall.id, seconds: SECONDS, finish };
}
