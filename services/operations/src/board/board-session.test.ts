import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createBoardSessions } from './board-session.ts'

const token = `zk_${'a'.repeat(43)}`

function withClock() {
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  return { clock, sessions: createBoardSessions(() => clock.now) }
}
const cookieOf = (header: string): string => header.split(';')[0] ?? ''

describe('a session of the board', () => {
  it('lies in a cookie that no script reads, no other site sends and that names the key nowhere', () => {
    const { sessions } = withClock()

    const header = sessions.open(token, { isSecure: true })

    expect(header).toMatch(/^zhihe_board=[\w-]+; Max-Age=900; Path=\/v1\/admin\/board; HttpOnly; SameSite=Strict; Secure$/)
    expect(Buffer.from(cookieOf(header).split('=')[1] ?? '', 'base64url').includes('zk_')).toBe(false)
    expect(sessions.read(`other=1; ${cookieOf(header)}; more=2`)?.token).toBe(token)
  })

  it('ends after a quarter of an hour', () => {
    const { clock, sessions } = withClock()
    const cookie = cookieOf(sessions.open(token, { isSecure: false }))

    clock.now = new Date(clock.now.getTime() + 899_000)
    expect(sessions.read(cookie)).not.toBeNull()
    clock.now = new Date(clock.now.getTime() + 1_000)
    expect(sessions.read(cookie)).toBeNull()
  })

  it('is refused when one bit of it is another, and when another process made it', () => {
    const { sessions } = withClock()
    const cookie = cookieOf(sessions.open(token, { isSecure: false }))
    const sealed = Buffer.from(cookie.split('=')[1] ?? '', 'base64url')
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(sessions.read(`zhihe_board=${changed.toString('base64url')}`)).toBeNull()
    }
    expect(createBoardSessions(() => new Date(), randomBytes(32)).read(cookie)).toBeNull()
    for (const nothing of [undefined, '', 'zhihe_board=', 'zhihe_board=abc', 'x_zhihe_board=1']) expect(sessions.read(nothing)).toBeNull()
  })

  it('knows its own forms alone', () => {
    const { sessions } = withClock()
    const [mine, other] = [1, 2].map(() => sessions.read(cookieOf(sessions.open(token, { isSecure: false }))))

    expect([mine, other].map((one) => sessions.isForm(mine!, one?.formToken))).toEqual([true, false])
    for (const wrong of [undefined, '', 'x', ['y']]) expect(sessions.isForm(mine!, wrong)).toBe(false)
  })
})
