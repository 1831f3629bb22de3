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

type Name = keyof ReasonParams
type Values<Names extends readonly Name[]> = { -readonly [Place in keyof Names]: ReasonParams[Names[Place]] | undefined }

/** Told apart by the values of its params, the first first. */
interface Branch<T> {
  said: T | undefined
  next: Map<unknown, Branch<T>> | undefined
}

/** Reasons name codes of tables and small figures, so few are distinct; a caller who makes up params does not fill the memory. */
const remembered = 50_000

let branches = 0
const forgetters: (() => void)[] = []

/** Evidence that is the same for every pair. */
export function evidence(kind: EvidenceKind, code: ReasonCode): Evidence {
  return Object.freeze({ kind, ...render(code, {}) })
}

/**
 * Evidence by the values of its params, in the order of their names; a param whose value is undefined is left out. Rendered the first time only:
 * 0.02 instead of 1 µs, and the same object every time.
 */
export function evidenceBy<const Names extends readonly Name[]>(kind: EvidenceKind, code: ReasonCode, ...names: Names) {
  return rememberBy(names, (params) => Object.freeze({ kind, ...render(code, params) }) as Evidence)
}

/** As `evidence`, for an action or a finding. */
export function saying(code: ReasonCode): Told {
  return render(code, {})
}

/** As `evidenceBy`, for an action or a finding. */
export function sayingBy<const Names extends readonly Name[]>(code: ReasonCode, ...names: Names) {
  return rememberBy(names, (params) => render(code, params))
}

/** The reason in words: itself, when it is in words already. */
export function tell(reason: Reason): Told {
  return 'zh' in reason ? (reason as Told) : render(reason.code, { ...reason.params })
}

/**
 * Forgets what has been said when there is too much of it. Called where no two reasons are being compared: within one explanation the same
 * reason is one object.
 */
export function makeRoom(limit = remembered): void {
  if (branches < limit) return
  for (const forget of forgetters) forget()
  branches = 0
}

function render(code: ReasonCode, params: ReasonParams): Told {
  return Object.freeze({ code, params: Object.freeze(params), audience: audienceOf(code), ...renderReason(code, params) })
}

// One step for each param: no key is built, nothing is hashed but short codes.
function rememberBy<const Names extends readonly Name[], T>(
  names: Names,
  make: (params: ReasonParams) => T,
): (...values: Values<Names>) => T {
  const depth = names.length
  let root = new Map<unknown, Branch<T>>()
  forgetters.push(() => {
    root = new Map()
  })
  const find = (first: unknown, second?: unknown, third?: unknown, fourth?: unknown): T => {
    let branch = root.get(first) ?? grow(root, first)
    if (depth > 1) branch = step(branch, second)
    if (depth > 2) branch = step(branch, third)
    if (depth > 3) branch = step(branch, fourth)
    branch.said ??= make(paramsOf(names, [first, second, third, fourth]))
    return branch.said
  }
  return find as (...values: Values<Names>) => T
}

function step<T>(branch: Branch<T>, value: unknown): Branch<T> {
  const key = Array.isArray(value) ? value.join() : value
  branch.next ??= new Map()
  return branch.next.get(key) ?? grow(branch.next, key)
}

function grow<T>(within: Map<unknown, Branch<T>>, key: unknown): Branch<T> {
  // `explain` makes room before it begins; who only asks for actions may not pass by there.
  makeRoom(2 * remembered)
  const branch: Branch<T> = { said: undefined, next: undefined }
  within.set(key, branch)
  branches += 1
  return branch
}

function paramsOf(names: readonly Name[], values: readonly unknown[]): ReasonParams {
  return Object.fromEntries(names.map((name, place) => [name, values[place]]).filter(([, value]) => value !== undefined)) as ReasonParams
}
