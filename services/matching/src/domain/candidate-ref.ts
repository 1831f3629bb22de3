import { createHmac } from 'node:crypto'

const lettersOfRef = 22

/** The name under which an employer knows a person: the same in all its lists, another one for each employer, and not to be traced back. */
export function candidateRefOf(key: Buffer, employerId: string, jobseekerId: string): string {
  return `c_${createHmac('sha256', key)
    .update(employerId + jobseekerId)
    .digest('base64url')
    .slice(0, lettersOfRef)}`
}
