import type { Fair as FairView } from '@zhihe/contracts/fair'
import type { Fair } from '../store/fair-store.ts'

export function toFairView(fair: Fair, postingCount: number): FairView {
  const { id, name, regionCode, opensAt, closesAt, venue, online, organiserName, version, createdAt, updatedAt } = fair
  return {
    id,
    name,
    regionCode,
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    venue,
    online,
    organiserName,
    postingCount,
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
