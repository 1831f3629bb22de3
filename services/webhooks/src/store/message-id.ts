import { v7 as uuidv7 } from 'uuid'

/** Never a dot: it separates the parts of what is signed. */
export function newMessageId(): string {
  return `msg_${uuidv7().replaceAll('-', '')}`
}
