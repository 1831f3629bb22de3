import { z } from 'zod'
import { employerKind, establishment } from './employer.ts'
import { cursor, id, limit, regionCode } from './primitives.ts'
import { defineRoute } from './route.ts'

/** The kinds of employer whose posts are an establishment (编制). */
export const publicBodyKinds = ['party_government', 'public_institution'] as const

const count = z.int().min(0)
const gap = count.meta({ description: 'Posts that nobody holds; 0 where more people are held than there are posts.' })
const reservedGap = count.meta({ description: 'Posts kept for people with disabilities beyond those hired; never below 0.' })
const posted = {
  openPostings: count.meta({ description: 'Postings published now.' }),
  openHeadcount: count.meta({ description: 'Vacancies in them.' }),
  openTargetedHeadcount: count.meta({ description: 'Those of them in targeted postings (定向).' }),
}

export const publicBodyVacancies = z
  .strictObject({
    employerId: id,
    uscc: z.string(),
    name: z.string(),
    kind: employerKind,
    regionCode: z.string(),
    establishment: z
      .strictObject({ ...establishment.shape, gap, reservedGap })
      .nullable()
      .meta({ description: 'Null where the body has declared none.' }),
    ...posted,
  })
  .meta({ id: 'PublicBodyVacancies' })
export type PublicBodyVacancies = z.infer<typeof publicBodyVacancies>

export const vacancyTotals = z
  .strictObject({
    bodies: count.meta({ description: 'Public bodies you may see in this region and of this kind.' }),
    declared: count.meta({ description: 'Those that have declared an establishment; the figures of posts are theirs.' }),
    posts: count,
    filled: count,
    gap,
    reservedForDisabled: count,
    hiredDisabled: count,
    reservedGap,
    ...posted,
  })
  .meta({ id: 'VacancyTotals' })
export type VacancyTotals = z.infer<typeof vacancyTotals>

export const listVacanciesContract = defineRoute({
  method: 'GET',
  url: '/v1/employers/vacancies',
  schema: {
    querystring: z.strictObject({
      regionCode: regionCode.optional().meta({ description: 'Where the body sits: a region and all below it, GB/T 2260.' }),
      kind: z.enum(publicBodyKinds).optional(),
      limit: limit.optional(),
      cursor: cursor.optional(),
    }),
    response: {
      200: z
        .strictObject({
          items: z.array(publicBodyVacancies),
          nextCursor: z.string().nullable().meta({ description: 'Send as cursor for the next page; null when this is the last.' }),
          totals: vacancyTotals.meta({ description: 'Over every page.' }),
        })
        .meta({ id: 'PublicBodyVacanciesPage' }),
    },
  },
  config: {
    operationId: 'listVacancies',
    tag: 'employers',
    summary: 'Vacancies of public bodies',
    description:
      'By region: posts of the establishment (编制数), how many are free or kept for people with disabilities, and what is posted.',
    scope: 'employers:read',
  },
})
