import { z } from 'zod'
import { cursor, id, idParams, limit, page, queryInt, text, timestamp, version } from './primitives.ts'
import { defineRoute } from './route.ts'

const facts = {
  form: z.enum(['onsite', 'online']).meta({ description: 'How the employer took part.' }),
  booth: text(40).optional().meta({ description: 'Number of the stand.' }),
  note: text(500).optional().meta({ description: 'What else supports it. No personal data.' }),
}

export const newAttendance = z
  .strictObject({
    employerId: id.meta({ description: 'The employer, registered before.' }),
    attendedOn: z.iso.date().meta({ description: 'Day in China, within the fair and not in the future.', examples: ['2026-11-20'] }),
    ...facts,
    withdrawn: z.boolean().default(false).meta({ description: 'It was recorded by mistake: kept with its history, and counted nowhere.' }),
  })
  .meta({ id: 'NewAttendance' })
export type NewAttendance = z.infer<typeof newAttendance>

const said = { form: facts.form, booth: z.string().nullable(), note: z.string().nullable(), withdrawn: z.boolean() }

const attendanceVersion = z.strictObject({ version, at: timestamp, byKeyId: id, ...said }).meta({ id: 'AttendanceVersion' })

export const attendance = z
  .strictObject({
    id,
    fairId: id,
    fairName: z.string(),
    employerId: id,
    employerName: z.string(),
    attendedOn: z.iso.date(),
    ...said,
    postings: z.int().min(0).meta({
      description: 'Postings the employer brought to this fair, published at some time; not a copy of another one at the same fair.',
    }),
    vacancies: z.int().min(0).meta({ description: 'The headcount of those postings.' }),
    version,
    history: z.array(attendanceVersion).meta({ description: 'What was recorded, oldest first, and whose key recorded it.' }),
  })
  .meta({ id: 'Attendance', description: 'Evidence that an employer took part in a fair on a day.' })
export type Attendance = z.infer<typeof attendance>

export const attendancePage = page(attendance, 'AttendancePage')

export const year = queryInt({ min: 2000, max: 2100, description: 'Calendar year in China.' })

export const recordAttendanceContract = defineRoute({
  method: 'POST',
  url: '/v1/fairs/:id/attendances',
  schema: { params: idParams, body: newAttendance, response: { 200: attendance, 201: attendance } },
  config: {
    operationId: 'recordAttendance',
    tag: 'fairs',
    summary: 'Record that an employer attended',
    description:
      'Once per fair, employer and day: 201 the first time, 200 when it is sent again; what differs then replaces it and is kept in its history.',
    scope: 'fairs:write',
    idempotent: true,
    problems: ['employer_not_found'],
  },
})

export const listFairAttendancesContract = defineRoute({
  method: 'GET',
  url: '/v1/fairs/:id/attendances',
  schema: {
    params: idParams,
    querystring: z.strictObject({ limit: limit.optional(), cursor: cursor.optional() }),
    response: { 200: attendancePage },
  },
  config: { operationId: 'listFairAttendances', tag: 'fairs', summary: 'Who attended a fair, earliest day first', scope: 'fairs:read' },
})

export const listEmployerAttendancesContract = defineRoute({
  method: 'GET',
  url: '/v1/employers/:id/attendances',
  schema: {
    params: idParams,
    querystring: z.strictObject({
      year: year.optional().meta({ description: 'Calendar year in China; every year when not given.' }),
      limit: limit.optional(),
      cursor: cursor.optional(),
    }),
    response: { 200: attendancePage },
  },
  config: {
    operationId: 'listEmployerAttendances',
    tag: 'employers',
    summary: 'The fairs an employer attended, earliest day first',
    scope: 'employers:read',
  },
})
