import type { Fair as FairView } from '@zhihe/contracts/fair'
import type { Fair } from '../store/fair-store.ts'

export function toFairView({ tenantId: _, opensAt, closesAt, createdAt, updatedAt, ...facts }: Fair, postingCount: number): FairView {
  return {
    ...facts,
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    postingCount,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
