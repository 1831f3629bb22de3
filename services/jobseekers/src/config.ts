import { flagField, keyField, namedKeyField, portField, processFields, readConfig } from '@zhihe/runtime/config'

const { LOG_LEVEL, HOST, DATABASE_URL, QUEUE_URL } = processFields
const keyBytes = 32

const apiFields = {
  LOG_LEVEL,
  HOST,
  DATABASE_URL,
  PORT: portField.default(7002),
  IDENTITY_KEY: namedKeyField(keyBytes),
  IDENTITY_HASH_KEY: keyField(keyBytes),
  ALLOW_TEST_REGION: flagField,
}

// The relay and the worker need no key: neither opens an identity.
const queueFields = { LOG_LEVEL, HOST, DATABASE_URL, QUEUE_URL, OPS_PORT: portField.default(0) }

export function readApiConfig() {
  return readConfig(apiFields, process.env)
}

export function readRelayConfig() {
  return readConfig(queueFields, process.env)
}

export function readWorkerConfig() {
  return readConfig(queueFields, process.env)
}
