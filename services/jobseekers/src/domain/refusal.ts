import type { CertificateRefusal } from '@zhihe/vocabulary/certificate'

export type RefusalReason =
  | `bad_${CertificateRefusal}`
  | 'bad_phone'
  | 'components_missing'
  | 'components_unexpected'
  | 'components_repeated'
  | 'too_many_cards'
  | 'contradicts_id_number'
  | 'contradicts_identity'
  | 'outside_your_region'
  | 'in_the_future'
  | 'too_long_ago'
  | 'text_not_in_force'
  | 'for_disclosure_only'
  | 'expires_before_it_begins'
  | 'expires_too_late'
  | 'before_start'
  | 'valid_too_long'
  | 'needs_done_on'
  | 'same_person'

/** A field that is well formed and still cannot be taken. */
export interface Refusal {
  /** RFC 6901, from the body. */
  pointer: string
  reason: RefusalReason
  /** What the sentence names: of ours, never what was sent. */
  values?: Readonly<Record<string, string>>
}
