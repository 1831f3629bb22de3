import type { RoutePlugin } from '@zhihe/http/app'
import type { Deps } from './deps.ts'
import { endStatusRoute } from './end-status.ts'
import { getPersonFileRoute } from './get-person-file.ts'
import { listDuplicatesRoute } from './list-duplicates.ts'
import { listFileEntriesRoutes } from './list-file-entries.ts'
import { listJobseekersRoute } from './list-jobseekers.ts'
import { markNotDuplicateRoute } from './mark-not-duplicate.ts'
import { patchMeasureRoute } from './patch-measure.ts'
import { putCaseOwnersRoute } from './put-case-owners.ts'
import { recordAssessmentRoute } from './record-assessment.ts'
import { recordConfirmationRoute } from './record-confirmation.ts'
import { recordMeasureRoute } from './record-measure.ts'
import { recordStatusRoute } from './record-status.ts'
import { summariseRegisterRoute } from './summarise-register.ts'

/** Everything about a person's file (decision 023), and the lists that are made from files. */
export function fileRoutes(deps: Deps): RoutePlugin[] {
  return [
    recordAssessmentRoute(deps),
    listFileEntriesRoutes(deps),
    recordStatusRoute(deps),
    endStatusRoute(deps),
    putCaseOwnersRoute(deps),
    recordMeasureRoute(deps),
    patchMeasureRoute(deps),
    recordConfirmationRoute(deps),
    getPersonFileRoute(deps),
    listJobseekersRoute(deps),
    summariseRegisterRoute(deps),
    listDuplicatesRoute(deps),
    markNotDuplicateRoute(deps),
  ]
}
