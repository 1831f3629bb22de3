/** What a change does to its subject; `write` also brings a closed posting back. */
export type Effect = 'write' | 'close' | 'grant' | 'revoke' | 'erase'

/** One change of one subject. Its marker is unlike that of any other change, and stands in what is stored. */
export interface Change {
  /** `posting:EXTERNAL-ID` or `person:KEY`. */
  subject: string
  effect: Effect
  marker: number
}

/** Written and synced before a request goes out. */
export interface Intent {
  kind: 'intent'
  op: number
  at: number
  changes: Change[]
}

/** Done; refused, which must leave nothing; or unknown, when whoever asked gave up: it may be there or not. */
export type Result = 'ok' | 'fail' | 'info'

/** Written and synced after the last answer to a request. */
export interface Outcome {
  kind: 'outcome'
  op: number
  at: number
  tries: number
  /** In the order of the changes of the intent. */
  results: { result: Result; id: string | null }[]
}

export type ClientRecord = Intent | Outcome

/** Written and synced by a receiver before it answers. */
export interface Receipt {
  endpoint: string
  webhookId: string
  type: string
  /** The posting or the match it speaks of. */
  subject: string
  seq: number
  at: number
  /** Whether the receiver was about to accept it. */
  accepted: boolean
}
