import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Who has shown an administrator's key a moment ago, in a cookie that only this process can read. */
export interface BoardSession {
  /** The key, to be looked up again at each request: what is revoked opens nothing. */
  token: string
  /** To stand in each form: another site cannot read it. */
  formToken: string
}

export interface BoardSessions {
  /** The value of `Set-Cookie`. */
  open(token: string, options: { isSecure: boolean }): string
  /** From the `Cookie` header; null when there is none of ours, or it is over. */
  read(cookies: string | undefined): BoardSession | null
  /** The value of `Set-Cookie` that ends it. */
  close(): string
  isForm(session: BoardSession, formToken: unknown): boolean
}

export const boardPath = '/v1/admin/board'
const cookieName = 'zhihe_board'
const lastsSeconds = 900
const nonceBytes = 12
const tagBytes = 16

/** Sessions sealed under a key of this process: a restart ends them, and so does another process behind the same address. */
export function createBoardSessions(now: () => Date, key: Buffer = randomBytes(32)): BoardSessions {
  const attributes = `Path=${boardPath}; HttpOnly; SameSite=Strict`
  const formTokenOf = (sealed: string): string => createHmac('sha256', key).update(sealed).digest('base64url')
  return {
    open: (token, { isSecure }) => {
      const endsAt = now().getTime() + lastsSeconds * 1_000
      const sealed = seal(key, JSON.stringify({ token, endsAt }))
      return `${cookieName}=${sealed}; Max-Age=${lastsSeconds}; ${attributes}${isSecure ? '; Secure' : ''}`
    },
    read: (cookies = '') => {
      const sealed = new RegExp(`(?:^|; ?)${cookieName}=([\\w-]{1,6000})(?:;|$)`).exec(cookies)?.[1]
      const text = sealed === undefined ? null : unseal(key, sealed)
      if (sealed === undefined || text === null) return null
      const { token, endsAt } = JSON.parse(text) as { token: string; endsAt: number }
      return endsAt > now().getTime() ? { token, formToken: formTokenOf(sealed) } : null
    },
    close: () => `${cookieName}=; Max-Age=0; ${attributes}`,
    isForm: ({ formToken }, given) => {
      if (typeof given !== 'string') return false
      const [wanted, got] = [Buffer.from(formToken), Buffer.from(given)]
      return wanted.length === got.length && timingSafeEqual(wanted, got)
    },
  }
}

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

function unseal(key: Buffer, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length <= nonceBytes + tagBytes) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    return decipher.update(bytes.subarray(nonceBytes + tagBytes)).toString('utf8') + decipher.final('utf8')
  } catch {
    return null
  }
}
