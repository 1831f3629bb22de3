import { occupationNearness } from '@zhihe/vocabulary/occupation'
import { remembering } from './remembered.ts'

/** How near an occupation somebody knows or wants is to that of a posting. */
export const nearnessTo = remembering((asked, own) => occupationNearness(own, asked))
