import { createHmac } from 'node:crypto'

const lettersOfRef = 22

/**
 * The name under which an employer knows a person: the same in its matches, its webhooks and what is disclosed to it, another one for each
 * employer, and not to be traced back. `key` is CANDIDATE_REF_KEY, 32 bytes, the same in every process that names people to employers.
 */
export function candidateRefOf(key: Buffer, employerId: string, jobseekerId: string): string {
  return `c_${createHmac('sha256', key)
    .update(employerId + jobseekerId)
    .digest('base64url')
    .slice(0, lettersOfRef)}`
}
