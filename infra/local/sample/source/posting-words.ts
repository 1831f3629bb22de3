/** A posting in an organiser's words: one property for each cell of the sheet; an absent one is an empty cell. */
export interface PostingWords {
  title: string
  occupation?: string
  headcount?: string
  education?: string
  age?: string
  experience?: string
  pay?: string
  hours?: string
  /** Absent: at the employer's address. */
  place?: string
  form?: string
  mode?: string
  channel?: string
  skills?: string
  licences?: string
  duties?: string
  requirements?: string
  statement?: string
  accommodations?: string
  benefits?: string
  closes?: string
}

export interface EmployerWords {
  name: string
  /** 单位性质, as organisers write it. */
  kind: string
  /** First two characters of the unified social credit code: registering department and category (GB 32100). */
  registration: string
  region: string
  address: string
  postings: readonly PostingWords[]
}
