import { describe, expect, it } from 'vitest'
import { flagField, keyField, namedKeyField, portField, processFields, readConfig } from './config.ts'

const fields = {
  DATABASE_URL: processFields.DATABASE_URL,
  PORT: portField.default(7000),
  KEY: keyField(32),
  NAMED: namedKeyField(32),
  FLAG: flagField,
}
const key = Buffer.alloc(32, 7).toString('base64')

describe('readConfig', () => {
  it('reads what is there and fills what has a default', () => {
    const config = readConfig(fields, { DATABASE_URL: 'postgres://localhost/x', KEY: key, NAMED: `k1:${key}`, FLAG: 'true' })

    expect(config).toMatchObject({ PORT: 7000, FLAG: true, NAMED: { id: 'k1' } })
    expect(config.KEY).toHaveLength(32)
  })

  it('names every bad variable at once and prints no value', () => {
    const read = () => readConfig(fields, { DATABASE_URL: 'mysql://root:hunter2@x', PORT: '99999', KEY: 'c2hvcnQ=' })

    expect(read).toThrow(/DATABASE_URL: .*\n.*PORT: .*\n.*KEY: .*\n.*NAMED is not set/)
    expect(read).not.toThrow(/hunter2|c2hvcnQ/)
  })
})
