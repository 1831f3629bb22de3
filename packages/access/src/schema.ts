import { customType, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
const access = pgSchema('access')

export const tenants = access.table('tenants', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull(),
})

export const apiKeys = access.table('api_keys', {
  id: uuid('id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  tokenHash: bytea('token_hash').notNull(),
  role: text('role', { enum: ['organiser', 'enterprise', 'federation', 'admin'] }).notNull(),
  regionCode: text('region_code'),
  employerId: uuid('employer_id'),
  label: text('label').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true, mode: 'date' }),
  revokedAt: timestamp('revoked_at', { withTimezone: true, mode: 'date' }),
  previousTokenHash: bytea('previous_token_hash'),
  previousExpiresAt: timestamp('previous_expires_at', { withTimezone: true, mode: 'date' }),
})

export const ssoSubjects = access.table('sso_subjects', {
  id: uuid('id').primaryKey(),
  issuer: text('issuer').notNull(),
  subject: text('subject').notNull(),
  tenantId: uuid('tenant_id').notNull(),
  regionCode: text('region_code'),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull(),
  disabledAt: timestamp('disabled_at', { withTimezone: true, mode: 'date' }),
})
