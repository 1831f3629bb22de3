import type { RoutePlugin } from '@zhihe/http/app'
import type { Deps } from './deps.ts'
import { getPeopleImportWorkbookRoute } from './get-people-import-workbook.ts'
import { listPeopleImportItemsRoute } from './list-people-import-items.ts'
import { peopleImportMappingRoutes } from './people-import-mapping.ts'
import { getPeopleImportRoute, watchPeopleImportRoute } from './people-import-progress.ts'
import { startPeopleImportRoute } from './start-people-import.ts'

/** The import of people (decision 024). */
export function peopleImportRoutes(deps: Omit<Deps, 'allowTestRegion' | 'candidateRefKey'>): RoutePlugin[] {
  return [
    startPeopleImportRoute(deps),
    getPeopleImportRoute(deps),
    watchPeopleImportRoute(deps),
    listPeopleImportItemsRoute(deps),
    peopleImportMappingRoutes(deps),
    getPeopleImportWorkbookRoute(deps),
  ]
}
