import { DenseShelf } from "./dense-shelf";
import { DenseVacancies } from "./dense-vacancies";
import type { Holdings } from "./holdings";
import type { OwnerTable } from "./owner-table";
import type { Pool } from "./pool";
import { sizeOf } from "./range-set";
import { Ranking } from "./ranking";
import { SmallRanking } from "./small-ranking";
import type { Vacancies } from "./vacancies";
import { WideShelf } from "./wide-shelf";
import { WideVacancies } from "./wide-vacancies";

/** More automatic addresses than this get no mark and no entry of their own: those of 2^24 take 66 MiB. */
const DENSE_LIMIT = 1n << 24n;

/** One family of a subnet: its pool, and what of it is taken. */
export class Side {
  readonly pool: Pool;
  readonly vacancies: Vacancies;
  /** How many usable addresses are held. */
  held = 0;
  private readonly first: bigint;
  private readonly last: bigint;

  constructor(pool: Pool, owners: OwnerTable, holdings: Holdings) {
    const { family } = pool.spec.prefix;
    const [usable] = pool.usable.ranges;
    this.pool = pool;
    this.first = usable?.first ?? 1n;
    this.last = usable?.last ?? 0n;
    if (sizeOf(pool.automatic) <= DENSE_LIMIT) {
      const ranking = new SmallRanking(pool.automatic);
      holdings.putUp(family, new DenseShelf(ranking));
      this.vacancies = new DenseVacancies(ranking);
    } else {
      const ranking = new Ranking(pool.automatic);
      holdings.putUp(family, new WideShelf(family, ranking, owners));
      this.vacancies = new WideVacancies(family, ranking, holdings);
    }
  }

  /** {@link take} of an automatic address. */
  takeAutomatic(value: bigint): void {
    this.vacancies.take(value);
    this.held++;
  }

  /** Takes note of an address that was free and is held now. */
  take(value: bigint): void {
    if (this.vacancies.has(value)) this.vacancies.take(value);
    else if (value < this.first || value > this.last) return;
    this.held++;
  }

  /** Takes note of an address that was held and is free now. */
  vacate(value: bigint): void {
    if (this.vacancies.has(value)) this.vacancies.vacate(value);
    else if (value < this.first || value > this.last) return;
    this.held--;
  }
}
