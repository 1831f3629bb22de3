import type { CertificateRefusal } from '@zhihe/vocabulary/certificate'

export type RefusalReason =
  | `bad_${CertificateRefusal}`
  | 'bad_phone'
  | 'contradicts_id_number'
  | 'contradicts_identity'
  | 'outside_your_region'
  | 'in_the_future'
  | 'too_long_ago'

/** A field that is well formed and still cannot be taken. */
export interface Refusal {
  /** RFC 6901, from the body. */
  pointer: string
  reason: RefusalReason
}
