import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import {
  CatalogService,
  type Found,
  type KnownEvent,
  type KnownName,
  type KnownValue,
} from '../catalog/catalog.service.js';
import { parsePath, parsePropertyPath } from '../segments/rules/parse-path.js';
import { startOf, type Parse } from '../segments/rules/place.js';
import { ApiProblems } from './api-problems.js';
import {
  CatalogQuery,
  EventNameParam,
  KnownEventListDto,
  KnownNameListDto,
  KnownValueListDto,
  ValuesQuery,
} from './dto/catalog.dto.js';
import { InputError } from './input-error.js';

/** What somebody who writes a rule can choose from. */
@ApiTags('catalog')
@Controller('api/catalog')
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Get('traits')
  @Needs('view')
  @ApiOperation({ summary: 'Traits that profiles have, of which types, and how many have them' })
  @ApiOkResponse({ type: KnownNameListDto })
  @ApiProblems(400)
  traits(@Query() query: CatalogQuery): Promise<Found<KnownName>> {
    return this.catalog.traits(query);
  }

  @Get('events')
  @Needs('view')
  @ApiOperation({ summary: 'Events that occurred, how often, and when last' })
  @ApiOkResponse({ type: KnownEventListDto })
  @ApiProblems(400)
  events(@Query() query: CatalogQuery): Promise<Found<KnownEvent>> {
    return this.catalog.events(query);
  }

  @Get('events/:name/properties')
  @Needs('view')
  @ApiOperation({ summary: 'Properties of an event and parts of its context, as rules write them' })
  @ApiOkResponse({ type: KnownNameListDto })
  @ApiProblems(400)
  properties(
    @Param() { name }: EventNameParam,
    @Query() query: CatalogQuery,
  ): Promise<Found<KnownName>> {
    return this.catalog.properties(name, query);
  }

  @Get('values')
  @Needs('view', 'personal:read')
  @ApiOperation({
    summary: 'Frequent values of a trait, or of a property of an event. Personal data',
  })
  @ApiOkResponse({ type: KnownValueListDto })
  @ApiProblems(400)
  values(@Query() { trait, event, property, ...asked }: ValuesQuery): Promise<Found<KnownValue>> {
    if (trait !== undefined && event === undefined && property === undefined) {
      return this.catalog.traitValues(read('trait', trait, parsePath), asked);
    }
    if (trait === undefined && event !== undefined && property !== undefined) {
      const path = read('property', property, parsePropertyPath);
      return this.catalog.propertyValues(event, path, asked);
    }
    const message = 'give trait, or event and property';
    throw new InputError([{ pointer: '', message }]);
  }
}

/** @throws InputError for what is no path */
function read<T>(name: string, text: string, parse: Parse<T>): T {
  const report = { problems: [], leafCount: 0, nodeCount: 0 };
  const path = parse(text, startOf(report));
  if (path !== undefined) return path;
  const problems: readonly { readonly message: string }[] = report.problems;
  throw new InputError(
    problems.map(({ message }) => ({ pointer: `/${name}`, message: `${name} ${message}` })),
  );
}
