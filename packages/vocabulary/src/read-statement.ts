import type { DisabilityType } from './certificate.ts'
import type { NamedType } from './disability-words.ts'
import { readDisability } from './read-disability.ts'

export interface EmployerStatement {
  /** The words of the employer, trimmed. */
  text: string
  /** Types it names; empty `grades` where it names none, empty `types` where it speaks of disabled people at large. */
  types: { type: DisabilityType; grades: number[] }[]
}

/**
 * Reads what an employer says about types and grades: "听力、肢体3、4级" names grades 3 and 4 of both. It is kept as a statement to review and never
 * becomes a filter. Null when the text names neither a type nor disabled people, excludes them, or speaks of staff already in post.
 */
export function readEmployerStatement(text: string): EmployerStatement | null {
  const read = readDisability(text)
  if (!read || read.scope === 'excluded') return null
  const types = new Map<DisabilityType, number[]>()
  for (const { type, grades } of read.items)
    types.set(certificateType(type), [...(types.get(certificateType(type)) ?? []), ...(grades ?? [])])
  return { text: text.trim(), types: [...types].map(([type, grades]) => ({ type, grades: [...new Set(grades)] })) }
}

// 残疾评定 counts autism among the psychosocial disabilities.
function certificateType(type: NamedType): DisabilityType {
  return type === 'autism' ? 'mental' : type
}
