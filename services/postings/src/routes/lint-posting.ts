import { lintPostingContract } from '@zhihe/contracts/finding'
import type { RoutePlugin } from '@zhihe/http/app'
import { questionsAbout } from '../domain/assess.ts'
import { lintContent, recordedIn } from '../domain/lint-content.ts'
import { reachOver } from '../domain/reach.ts'
import { findEmployer } from '../store/employer-store.ts'
import type { Deps } from './deps.ts'

export function lintPostingRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...lintPostingContract,
      handler: async ({ body, principal }) => {
        const { employerKind: given, ...content } = body
        const employer = content.employerId === undefined ? undefined : await findEmployer(db, content.employerId, reachOver(principal))
        const context = { employerKind: employer?.kind ?? given, now: now() }
        return { findings: lintContent(content, context), questions: questionsAbout(content), recorded: recordedIn(content, context) }
      },
    })
  }
}
