import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { SegmentFiguresService } from '../list/segment-figures.service.js';
import { SegmentVisibility } from '../segment-visibility.service.js';
import { ComparisonRepository, type Beside } from './comparison.repository.js';
import { rankTraits, type ComparedTrait } from './rank-traits.js';

/** Traits that are told of where nobody asks for some. */
const MOST_TELLING = 10;

export interface Comparison {
  /** People that were looked at. */
  readonly sampled: Beside;
  /** How far a share may be off, in 19 of 20 cases; 0 where everybody was looked at. */
  readonly margin: number;
  readonly traits: readonly ComparedTrait[];
}

/** In what the people of a segment differ from everyone. */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly database: Database,
    private readonly visibility: SegmentVisibility,
    private readonly figures: SegmentFiguresService,
    private readonly repository: ComparisonRepository,
  ) {}

  /** @param keys of traits; those that tell most where undefined @throws NotFoundError */
  async compare(key: string, keys: readonly string[] | undefined): Promise<Comparison> {
    const { id } = await this.visibility.find(this.database.prisma, key);
    const { size } = (await this.figures.of([id])).get(id)!;
    const { sampled, margin, traits } = await this.repository.compare({ id, size }, keys);
    const ranked = rankTraits(traits, sampled);
    return {
      sampled,
      margin,
      traits: keys
        ? ranked
        : ranked.filter(({ values, mean }) => values.length > 0 || mean).slice(0, MOST_TELLING),
    };
  }
}
