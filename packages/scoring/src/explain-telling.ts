import type { EvidenceKind, Reason } from './notebook.ts'
import { type Audience, audienceOf, type ReasonCode, type ReasonParams, renderReason, type Wording } from './reasons.ts'

/** A reason in words. Shared between all explanations that say it, and frozen. */
export interface Told<Code extends ReasonCode = ReasonCode> extends Readonly<Wording> {
  readonly code: Code
  readonly params: ReasonParams
  readonly audience: Audience
}

export interface Evidence extends Told {
  readonly kind: EvidenceKind
}

interface Node {
  told: Told | null
  evidence: Partial<Record<EvidenceKind, Evidence>>
  /** The param by whose values the nodes after this one are told apart. */
  by: string | null
  next: Map<unknown, Node>
  /** The same place for reasons of this code whose next param is another one: rare. */
  other: Node | null
}

/** Reasons name codes of tables and small figures, so few are distinct; a caller who makes up params does not fill the memory. */
const remembered = 50_000

let nodes = 0
let roots = new Map<ReasonCode, Node>()

/** The reason in words, rendered the first time only: 0.05 instead of 1 µs, and the same object every time. */
export function tell(reason: Reason): Told {
  const node = nodeOf(reason)
  node.told ??= render(reason)
  return node.told
}

/** As `tell`, for evidence. */
export function testify(kind: EvidenceKind, reason: Reason): Evidence {
  const node = nodeOf(reason)
  const known = node.evidence[kind]
  if (known !== undefined) return known
  const evidence = Object.freeze({ kind, ...(node.told ?? render(reason)) })
  node.evidence[kind] = evidence
  return evidence
}

function render({ code, params = {} }: Reason): Told {
  return Object.freeze({ code, params: Object.freeze({ ...params }), audience: audienceOf(code), ...renderReason(code, params) })
}

// One step for the code, then one for each param in the order in which it is written: no key is built, nothing is hashed but short codes.
function nodeOf({ code, params }: Reason): Node {
  let node = roots.get(code)
  if (node === undefined) {
    node = grow()
    roots.set(code, node)
  }
  for (const name in params) node = step(node, name, params[name as keyof ReasonParams])
  return node
}

function step(node: Node, name: string, value: ReasonParams[keyof ReasonParams]): Node {
  node.by ??= name
  if (node.by !== name) {
    node.other ??= grow()
    return step(node.other, name, value)
  }
  const key = typeof value === 'object' ? value.join() : value
  let next = node.next.get(key)
  if (next === undefined) {
    next = grow()
    node.next.set(key, next)
  }
  return next
}

function grow(): Node {
  if (nodes >= remembered) {
    roots = new Map()
    nodes = 0
  }
  nodes += 1
  return { told: null, evidence: {}, by: null, next: new Map(), other: null }
}
