import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { safeError } from './safe-error.ts'

describe('safeError', () => {
  it('keeps the reason and drops the payload', () => {
    const refused = Object.assign(new Error('duplicate key value'), { code: '23505', detail: 'Key (name)=(张三) exists' })
    const wrapped = Object.assign(new Error('Failed query: insert … params: 张三', { cause: refused }), { params: ['张三'] })

    const safe = safeError(wrapped)

    expect(safe).toMatchObject({ message: 'duplicate key value', code: '23505' })
    expect(inspect(safe)).not.toContain('张三')
    expect(safe.stack).toContain('safe-error.test.ts')
  })

  it('hides the value that PostgreSQL quotes when it cannot read it', () => {
    const unreadable = Object.assign(new Error('invalid input syntax for type uuid: "张三"'), { code: '22P02' })

    expect(safeError(unreadable).message).toBe('invalid input syntax for type uuid: "…"')
  })

  it('answers for things that are no errors', () => {
    expect(safeError('plain').message).toBe('plain')
    expect(safeError({ name: '张三' }).message).not.toContain('张三')
  })
})
