import { checkCitizenId } from '@zhihe/vocabulary/citizen-id'
import { checkUscc } from '@zhihe/vocabulary/uscc'

const digits = '0123456789X'.split('')
const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'.split('')

/** Adds both check characters to the first 16 of a unified social credit code, by asking the validator which ones it accepts. */
export function completeUscc(body: string): string {
  const complete = digits.flatMap((inner) => usccAlphabet.map((outer) => body + inner + outer)).find((code) => checkUscc(code).ok)
  if (complete === undefined) throw new Error(`no check characters fit ${body}`)
  return complete
}

/** Adds the check character to the first 17 of a citizen number of the test region. */
export function completeCitizenId(body: string, today: string): string {
  const complete = digits.map((last) => body + last).find((id) => checkCitizenId(id, { allowTestRegion: true, today }).ok)
  if (complete === undefined) throw new Error(`no check character fits ${body}`)
  return complete
}
